import Foundation
public import Store

extension PostgresStore {
    /// A server's URL for another of its databases.
    ///
    /// - Parameters:
    ///   - role: Who logs in instead, with `password` and nothing of the URL's own.
    /// - Throws: `StoreError` of kind `.failed` and code `url` when the URL cannot be read.
    public static func url(
        _ server: String, database: String, role: String? = nil, password: String? = nil
    ) throws(StoreError) -> String {
        guard var parts = URLComponents(string: server) else { throw StoreError(.failed, code: "url") }
        parts.path = "/" + database
        if let role { (parts.user, parts.password) = (role, password) }
        guard let text = parts.string else { throw StoreError(.failed, code: "url") }
        return text
    }

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
