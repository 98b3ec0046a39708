public import Store

extension PostgresStore {
    /// Runs statements without values as the owner, in a session of their own: making a database cannot be done
    /// inside of a transaction.
    public static func run(_ script: String, ownerURL: String) async throws {
        try await PostgresConnection(url: ownerURL, setup: "").script(script)
    }

    /// Runs one statement as the owner, in a session of its own.
    public static func query(_ query: SQLQuery, ownerURL: String) async throws -> [SQLRow] {
        try await PostgresConnection(url: ownerURL, setup: "").with { try $0.run([query])[0].rows }
    }
}
