// What states, endings and failures are called, and the shape that stands for each beside its colour.

export const shapes = {
  PENDING: '○', RUNNING: '◔', SUCCEEDED: '✓', PARTIAL: '◐', FAILED: '✕', CANCELLED: '⊘', UNVERIFIED: '?',
};

export const nodeStates = ['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'];
export const jobStates = ['PENDING', 'RUNNING', 'SUCCEEDED', 'PARTIAL', 'FAILED', 'CANCELLED'];

/** What a node's state is called where it is counted. */
export const counted = {
  PENDING: 'waiting', RUNNING: 'running', SUCCEEDED: 'ok', FAILED: 'failed', CANCELLED: 'cancelled',
};

export const isFinal = status => status !== 'PENDING' && status !== 'RUNNING';

/** How the work on a cancelled node ended: a word, and what it means. */
export const outcomes = {
  never_started: ['never started', 'Nothing had been started on the node.'],
  finished_first: ['finished first', 'The work had ended by itself before the cancel reached it.'],
  terminated: ['terminated', 'The work was told to end (TERM), and its processes were seen gone.'],
  killed: ['killed', 'The work did not end when told to and was killed; its processes were seen gone.'],
  hung_up: ['hung up', 'The terminal was closed; what the node does after that is its own affair.'],
  unverified: ['unverified',
    'The connection was gone, so nobody saw the work end. The guard on the node ends it when its lease runs out; '
    + 'look at the node, or run trawl doctor, to be sure.'],
};

/** What helps against a failure, where something general does. */
export const hints = {
  RESOLVE_FAILED: 'Check the node’s address in the inventory, and the server’s name resolution.',
  CONNECT_REFUSED: 'Check that the node is up, its address and port, and the way to it.',
  CONNECT_TIMEOUT: 'Check that the node is up, and firewalls on the way to it.',
  HANDSHAKE_TIMEOUT: 'Something listens but does not answer as an SSH server in time: the node may be overloaded.',
  HANDSHAKE_FAILED: 'What answered does not speak SSH as trawl does: check address and port.',
  HOST_KEY_UNKNOWN: 'Add the node’s key to known_hosts once you have checked it.',
  HOST_KEY_CHANGED: 'The node’s key is not the one that is known. Find out why before you go on.',
  HOST_KEY_REVOKED: 'The key is marked as revoked in known_hosts.',
  AUTH_REJECTED: 'Check the user, and that its key is in the node’s authorized_keys.',
  CREDENTIAL_UNUSABLE: 'Check the key file, its passphrase, or the agent, on the server’s side.',
  DISCONNECTED: 'The connection ended in the midst; a retry can help.',
  STEP_FAILED: 'The transcript’s last lines say why.',
  STEP_TIMEOUT: 'Give the step more time in its profile, or see in the transcript what it waited for.',
  NODE_TIMEOUT: 'Give each node more time in the job’s options.',
  STORAGE_FAILED: 'Look at the server’s disk.',
  INTERRUPTED: 'The server was stopped while it worked on the node; a retry can help.',
};

/** The sign of a state, for a list or a tile. */
export const shapeOf = (status, outcome) => shapes[outcome === 'unverified' ? 'UNVERIFIED' : status];
