import Foundation
import Store
import StorePostgres

/// What tests do as the scratch server's owner: make and drop databases, end sessions. Statements run one by one outside
/// of transactions where PostgreSQL asks for that.
public enum OwnerSession {
    /// - Parameter url: the owner's URL; the one of `ENTREPOT_TEST_POSTGRES` when `nil`.
    public static func run(_ statement: String, at url: String? = nil) async throws {
        guard let url = url ?? Engine.ownerURL else { throw EngineMissing() }
        try await PostgresStore.run(statement, ownerURL: url)
    }

    /// The owner's URL for the database that `url` names.
    public static func url(like url: String) throws -> String {
        guard let owner = Engine.ownerURL, let name = URLComponents(string: url)?.path.dropFirst() else {
            throw EngineMissing()
        }
        return try PostgresStore.url(owner, database: String(name))
    }

    static func strings(_ statement: SQLQuery, at url: String) async throws -> [String] {
        try await PostgresStore.query(statement, ownerURL: url).map { try $0.get(0) }
    }
}
