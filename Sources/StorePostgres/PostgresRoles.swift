import CLibPQ
import Foundation
import Store

/// The two roles the program runs under: one that logs in and sees one tenant at a time, and one that it becomes for
/// the global tables. Neither owns anything.
struct PostgresRoles {
    static let system = "entrepot_system"
    var app: String

    /// Makes what is missing. Roles belong to the whole cluster, so that two databases may be migrated at once; what
    /// the other one did first is not an error.
    func make(in session: Session, password: String?) throws {
        let app = Self.quoted(self.app)
        try Self.patiently {
            try session.script(Self.create(self.app, "LOGIN NOINHERIT"))
            try session.script(Self.create(Self.system, "NOLOGIN NOINHERIT"))
            let isMember =
                try session.run([
                    """
                    SELECT 1 FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON r.oid = m.member
                    WHERE g.rolname = \(Self.system) AND r.rolname = \(self.app)
                    """
                ])[0].rows.isEmpty == false
            if !isMember { try session.script("GRANT \(Self.system) TO \(app)") }
        }
        if let password { try self.set(password, in: session) }
    }

    /// The server and its log see only the hash.
    private func set(_ password: String, in session: Session) throws {
        guard let hash = PQencryptPasswordConn(session.handle, password, self.app, "scram-sha-256") else {
            throw StoreError(.failed, code: "password")
        }
        defer { PQfreemem(hash) }
        let text = Self.literal(String(cString: hash))
        try Self.patiently { try session.script("ALTER ROLE \(Self.quoted(self.app)) PASSWORD \(text)") }
    }

    private static func create(_ role: String, _ options: String) -> String {
        """
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = \(self.literal(role))) THEN
                CREATE ROLE \(self.quoted(role)) \(options);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
        """
    }

    /// The cluster's catalogue refuses two changes of one row at once with XX000, "tuple concurrently updated".
    private static func patiently(_ body: () throws -> Void) throws {
        for _ in 1..<10 {
            do { return try body() } catch let error as StoreError where error.code == "XX000" || error.isPassing {
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
        try body()
    }

    static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
    static func literal(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
}
