import GRDB
import TrawlDomain

/// The database's tables, and how an older database becomes today's.
///
/// A migration that was released is never changed: it is what lies on people's disks. So the states stand here as text
/// once more, and a test holds them against the domain's.
enum Schema {
    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 jobs, nodes, journal, audit") { db in
            try db.execute(sql: jobs)
            try db.execute(sql: nodes)
            try db.execute(sql: journal)
            try db.execute(sql: audit)
            Failpoint.hit(.migrate)
        }
        migrator.registerMigration("2 custody, keys, deletions, tokens") { db in
            for statement in custody + [submissionKeys, deletions, tokens] {
                try db.execute(sql: statement)
                Failpoint.hit(.migrate)
            }
        }
        migrator.registerMigration("3 keys outlive their jobs") { db in
            for statement in lastingKeys {
                try db.execute(sql: statement)
                Failpoint.hit(.migrate)
            }
        }
        migrator.registerMigration("4 interrupted attempts") { db in
            for statement in [installation, interruptedAttempts] {
                try db.execute(sql: statement)
                Failpoint.hit(.migrate)
            }
        }
        migrator.registerMigration("5 checks without lists") { db in
            for statement in leanChecks {
                try db.execute(sql: statement)
                Failpoint.hit(.migrate)
            }
        }
        return migrator
    }()

    /// Refuses a database that a newer program has changed in ways that this one does not know.
    static func refuseNewer(_ db: Database, path: String) throws {
        guard try migrator.hasBeenSuperseded(db) else { return }
        throw StoreError(
            code: .unusable,
            message: "The database \(path) was written by a newer trawl: use that version, or another --data-dir."
        )
    }

    /// What moves with every node (the counts) lies apart from what may be long and hardly moves (the plan).
    private static let jobs = """
        CREATE TABLE job (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 26),
            name TEXT NOT NULL,
            status TEXT NOT NULL
                CHECK (status IN ('PENDING', 'RUNNING', 'SUCCEEDED', 'PARTIAL', 'FAILED', 'CANCELLED')),
            is_cancelled INTEGER NOT NULL CHECK (is_cancelled IN (0, 1)),
            project_id TEXT NOT NULL,
            owner TEXT NOT NULL,
            profile TEXT NOT NULL,
            targets TEXT NOT NULL,
            retry_of TEXT,
            created_at TEXT NOT NULL CHECK (length(created_at) = 24),
            started_at TEXT CHECK (length(started_at) = 24),
            finished_at TEXT CHECK (length(finished_at) = 24),
            settled_at TEXT CHECK (length(settled_at) = 24),
            concurrency INTEGER NOT NULL,
            node_timeout_ms INTEGER NOT NULL,
            deadline_ms INTEGER,
            retries INTEGER NOT NULL,
            max_failures INTEGER,
            plan TEXT NOT NULL,
            CHECK ((status IN ('PENDING', 'RUNNING')) = (finished_at IS NULL)),
            CHECK (settled_at IS NULL OR finished_at IS NOT NULL)
        ) STRICT;

        CREATE INDEX job_by_project ON job (project_id, id);
        CREATE INDEX job_unsettled ON job (id) WHERE settled_at IS NULL;

        CREATE TRIGGER job_final_states_stay BEFORE UPDATE OF status ON job
        WHEN OLD.status NOT IN ('PENDING', 'RUNNING') AND NEW.status <> OLD.status
        BEGIN SELECT RAISE(ABORT, 'a final job does not change its status'); END;

        CREATE TABLE job_count (
            job_id TEXT NOT NULL PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
            pending INTEGER NOT NULL CHECK (pending >= 0),
            running INTEGER NOT NULL CHECK (running >= 0),
            succeeded INTEGER NOT NULL CHECK (succeeded >= 0),
            failed INTEGER NOT NULL CHECK (failed >= 0),
            cancelled INTEGER NOT NULL CHECK (cancelled >= 0),
            bytes INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private static let nodes = """
        CREATE TABLE node (
            row INTEGER PRIMARY KEY,
            job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
            position INTEGER NOT NULL CHECK (position >= 0),
            name TEXT NOT NULL,
            address TEXT NOT NULL,
            port INTEGER NOT NULL,
            connection TEXT NOT NULL,
            status TEXT NOT NULL
                CHECK (status IN ('PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
            attempt INTEGER NOT NULL CHECK (attempt >= 0),
            stage TEXT NOT NULL
                CHECK (stage IN ('queued', 'connecting', 'authenticating', 'login', 'collecting', 'sealing', 'done')),
            started_at TEXT CHECK (length(started_at) = 24),
            finished_at TEXT CHECK (length(finished_at) = 24),
            steps_done INTEGER NOT NULL,
            steps_total INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            artifacts INTEGER NOT NULL,
            failure_code TEXT,
            failure_stage TEXT
                CHECK (failure_stage IN
                    ('queued', 'connecting', 'authenticating', 'login', 'collecting', 'sealing', 'done')),
            failure_message TEXT,
            failure_retryable INTEGER CHECK (failure_retryable IN (0, 1)),
            cancel_outcome TEXT
                CHECK (cancel_outcome IN
                    ('never_started', 'finished_first', 'terminated', 'killed', 'hung_up', 'unverified')),
            cancel_ms INTEGER,
            cancel_detail TEXT,
            CHECK ((status IN ('PENDING', 'RUNNING')) = (finished_at IS NULL)),
            CHECK ((failure_code IS NULL) = (failure_message IS NULL)),
            CHECK ((failure_code IS NULL) = (failure_stage IS NULL)),
            CHECK ((failure_code IS NULL) = (failure_retryable IS NULL)),
            CHECK ((cancel_outcome IS NULL) = (cancel_ms IS NULL))
        ) STRICT;

        CREATE UNIQUE INDEX node_by_position ON node (job_id, position);
        CREATE UNIQUE INDEX node_by_name ON node (job_id, name);

        CREATE TRIGGER node_final_states_stay BEFORE UPDATE OF status ON node
        WHEN OLD.status NOT IN ('PENDING', 'RUNNING') AND NEW.status <> OLD.status
        BEGIN SELECT RAISE(ABORT, 'a final node does not change its status'); END;
        """

    private static let journal = """
        CREATE TABLE event (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('job', 'node')),
            occurred_at TEXT NOT NULL CHECK (length(occurred_at) = 24),
            status TEXT NOT NULL,
            node TEXT,
            attempt INTEGER,
            failure_code TEXT,
            cancel_outcome TEXT
                CHECK (cancel_outcome IN
                    ('never_started', 'finished_first', 'terminated', 'killed', 'hung_up', 'unverified')),
            CHECK ((kind = 'node') = (node IS NOT NULL))
        ) STRICT;

        CREATE INDEX event_by_job ON event (job_id, sequence);
        """

    /// Without a foreign key: the trail of a job outlives the job.
    private static let audit = """
        CREATE TABLE audit_event (
            event_id INTEGER PRIMARY KEY AUTOINCREMENT,
            event_type TEXT NOT NULL CHECK (event_type = 'JOB_STATUS_CHANGED'),
            job_id TEXT NOT NULL,
            project_id TEXT NOT NULL,
            actor_type TEXT NOT NULL CHECK (actor_type IN ('operator', 'admin', 'system')),
            actor_id TEXT NOT NULL,
            prev_status TEXT
                CHECK (prev_status IN ('PENDING', 'RUNNING', 'SUCCEEDED', 'PARTIAL', 'FAILED', 'CANCELLED')),
            new_status TEXT NOT NULL
                CHECK (new_status IN ('PENDING', 'RUNNING', 'SUCCEEDED', 'PARTIAL', 'FAILED', 'CANCELLED')),
            occurred_at TEXT NOT NULL CHECK (length(occurred_at) = 24),
            recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 24),
            correlation_id TEXT NOT NULL
        ) STRICT;

        CREATE INDEX audit_event_by_job ON audit_event (job_id, event_id);

        CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
        BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END;

        CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
        BEGIN SELECT RAISE(ABORT, 'audit events are never deleted'); END;

        CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event
        WHEN EXISTS (SELECT 1 FROM audit_event WHERE event_id = NEW.event_id)
        BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END;
        """

    /// What was there before the service came was made by processes that ran their own jobs.
    private static let custody = [
        "ALTER TABLE job ADD COLUMN custody TEXT NOT NULL DEFAULT 'process' CHECK (custody IN ('process', 'service'))",
        """
        ALTER TABLE job ADD COLUMN starts_at_once INTEGER NOT NULL DEFAULT 1 CHECK (starts_at_once IN (0, 1))
        """,
        "ALTER TABLE node ADD COLUMN handed_back INTEGER NOT NULL DEFAULT 0 CHECK (handed_back >= 0)",
        "CREATE INDEX node_by_status ON node (job_id, status, position)",
    ]

    private static let submissionKeys = """
        CREATE TABLE submission_key (
            project_id TEXT NOT NULL,
            caller TEXT NOT NULL,
            text TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
            created_at TEXT NOT NULL CHECK (length(created_at) = 24),
            PRIMARY KEY (project_id, caller, text)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX submission_key_by_age ON submission_key (created_at);
        CREATE INDEX submission_key_by_job ON submission_key (job_id);
        """

    /// A key is kept for its day, also when its job is deleted before.
    private static let lastingKeys = [
        """
        CREATE TABLE lasting_key (
            project_id TEXT NOT NULL,
            caller TEXT NOT NULL,
            text TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            job_id TEXT NOT NULL CHECK (length(job_id) = 26),
            created_at TEXT NOT NULL CHECK (length(created_at) = 24),
            PRIMARY KEY (project_id, caller, text)
        ) STRICT, WITHOUT ROWID
        """,
        """
        INSERT INTO lasting_key (project_id, caller, text, fingerprint, job_id, created_at)
        SELECT project_id, caller, text, fingerprint, job_id, created_at FROM submission_key
        """,
        "DROP TABLE submission_key",
        "ALTER TABLE lasting_key RENAME TO submission_key",
        "CREATE INDEX submission_key_by_age ON submission_key (created_at)",
    ]

    private static let deletions = """
        CREATE TABLE deleted_job (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 26),
            deleted_at TEXT NOT NULL CHECK (length(deleted_at) = 24)
        ) STRICT, WITHOUT ROWID;
        """

    /// SQLite seeds its random numbers from the system's.
    private static let installation = """
        CREATE TABLE installation (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            mark_key BLOB NOT NULL CHECK (length(mark_key) = 32)
        ) STRICT;

        INSERT INTO installation (one, mark_key) VALUES (1, randomblob(32));
        """

    private static let interruptedAttempts = """
        CREATE TABLE interrupted_attempt (
            job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
            node TEXT NOT NULL,
            attempt INTEGER NOT NULL CHECK (attempt > 0),
            interrupted_at TEXT NOT NULL CHECK (length(interrupted_at) = 24),
            finding TEXT CHECK (finding IN ('clear', 'terminated', 'killed', 'left')),
            detail TEXT,
            looked_at TEXT CHECK (length(looked_at) = 24),
            PRIMARY KEY (job_id, node, attempt),
            CHECK ((finding IS NULL) = (looked_at IS NULL))
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX interrupted_attempt_unseen ON interrupted_attempt (interrupted_at) WHERE looked_at IS NULL;
        """

    private static let tokens = """
        CREATE TABLE access_token (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
            role TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
            project_id TEXT NOT NULL,
            created_at TEXT NOT NULL CHECK (length(created_at) = 24),
            expires_at TEXT CHECK (length(expires_at) = 24),
            last_used_at TEXT CHECK (length(last_used_at) = 24),
            revoked_at TEXT CHECK (length(revoked_at) = 24)
        ) STRICT;

        CREATE INDEX access_token_by_age ON access_token (created_at, id);
        """
}
