/// Migration 5: the tables that move with every node, with checks that cost little.
///
/// SQLite builds a table of its own for each `IN` of more than two values, each time that a row is written; these checks
/// took half of a node's moves. A chain of `OR` is compared where the row stands.
extension Schema {
    static let leanChecks =
        [
            leanNodes,
            "INSERT INTO lean_node (\(nodeColumns)) SELECT \(nodeColumns) FROM node",
            "DROP TABLE node",
            "ALTER TABLE lean_node RENAME TO node",
            "CREATE UNIQUE INDEX node_by_position ON node (job_id, position)",
            "CREATE UNIQUE INDEX node_by_name ON node (job_id, name)",
            "CREATE INDEX node_by_status ON node (job_id, status, position)",
            """
            CREATE TRIGGER node_final_states_stay BEFORE UPDATE OF status ON node
            WHEN OLD.status NOT IN ('PENDING', 'RUNNING') AND NEW.status <> OLD.status
            BEGIN SELECT RAISE(ABORT, 'a final node does not change its status'); END
            """,
            leanJournal,
            "INSERT INTO lean_event (\(eventColumns)) SELECT \(eventColumns) FROM event",
            // A number that was given once is never given again, also when its event is gone.
            "DELETE FROM sqlite_sequence WHERE name = 'lean_event'",
            "INSERT INTO sqlite_sequence (name, seq) SELECT 'lean_event', seq FROM sqlite_sequence WHERE name = 'event'",
            "DROP TABLE event",
            "ALTER TABLE lean_event RENAME TO event",
            "CREATE INDEX event_by_job ON event (job_id, sequence)",
        ]

    private static let nodeColumns = """
        row, job_id, position, name, address, port, connection, status, attempt, stage, started_at, finished_at, \
        steps_done, steps_total, bytes, artifacts, failure_code, failure_stage, failure_message, failure_retryable, \
        cancel_outcome, cancel_ms, cancel_detail, handed_back
        """

    private static let eventColumns =
        "sequence, job_id, kind, occurred_at, status, node, attempt, failure_code, cancel_outcome"

    private static let leanNodes = """
        CREATE TABLE lean_node (
            row INTEGER PRIMARY KEY,
            job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
            position INTEGER NOT NULL CHECK (position >= 0),
            name TEXT NOT NULL,
            address TEXT NOT NULL,
            port INTEGER NOT NULL,
            connection TEXT NOT NULL,
            status TEXT NOT NULL
                CHECK (status = 'PENDING' OR status = 'RUNNING' OR status = 'SUCCEEDED' OR status = 'FAILED'
                    OR status = 'CANCELLED'),
            attempt INTEGER NOT NULL CHECK (attempt >= 0),
            stage TEXT NOT NULL
                CHECK (stage = 'queued' OR stage = 'connecting' OR stage = 'authenticating' OR stage = 'login'
                    OR stage = 'collecting' OR stage = 'sealing' OR stage = 'done'),
            started_at TEXT CHECK (length(started_at) = 24),
            finished_at TEXT CHECK (length(finished_at) = 24),
            steps_done INTEGER NOT NULL,
            steps_total INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            artifacts INTEGER NOT NULL,
            failure_code TEXT,
            failure_stage TEXT
                CHECK (failure_stage = 'queued' OR failure_stage = 'connecting' OR failure_stage = 'authenticating'
                    OR failure_stage = 'login' OR failure_stage = 'collecting' OR failure_stage = 'sealing'
                    OR failure_stage = 'done'),
            failure_message TEXT,
            failure_retryable INTEGER CHECK (failure_retryable IN (0, 1)),
            cancel_outcome TEXT
                CHECK (cancel_outcome = 'never_started' OR cancel_outcome = 'finished_first'
                    OR cancel_outcome = 'terminated' OR cancel_outcome = 'killed' OR cancel_outcome = 'hung_up'
                    OR cancel_outcome = 'unverified'),
            cancel_ms INTEGER,
            cancel_detail TEXT,
            handed_back INTEGER NOT NULL DEFAULT 0 CHECK (handed_back >= 0),
            CHECK ((status IN ('PENDING', 'RUNNING')) = (finished_at IS NULL)),
            CHECK ((failure_code IS NULL) = (failure_message IS NULL)),
            CHECK ((failure_code IS NULL) = (failure_stage IS NULL)),
            CHECK ((failure_code IS NULL) = (failure_retryable IS NULL)),
            CHECK ((cancel_outcome IS NULL) = (cancel_ms IS NULL))
        ) STRICT
        """

    private static let leanJournal = """
        CREATE TABLE lean_event (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('job', 'node')),
            occurred_at TEXT NOT NULL CHECK (length(occurred_at) = 24),
            status TEXT NOT NULL,
            node TEXT,
            attempt INTEGER,
            failure_code TEXT,
            cancel_outcome TEXT
                CHECK (cancel_outcome = 'never_started' OR cancel_outcome = 'finished_first'
                    OR cancel_outcome = 'terminated' OR cancel_outcome = 'killed' OR cancel_outcome = 'hung_up'
                    OR cancel_outcome = 'unverified'),
            CHECK ((kind = 'node') = (node IS NOT NULL))
        ) STRICT
        """
}
