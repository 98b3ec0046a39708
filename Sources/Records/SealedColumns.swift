public import Foundation
public import Store

/// A key under the master key, in one of the global tables.
public enum WrappedColumn: String, Sendable, CaseIterable {
    case tenant, formerTenant, member, letter

    private var table: SQLQuery {
        switch self {
        case .tenant, .formerTenant: "tenant"
        case .member: "member"
        case .letter: "letter"
        }
    }

    private var column: SQLQuery { self == .formerTenant ? "former_key" : "wrapped_key" }

    /// As the data map calls it.
    public var place: String {
        switch self {
        case .tenant: "tenant.wrapped_key"
        case .formerTenant: "tenant.former_key"
        case .member: "member.wrapped_key"
        case .letter: "letter.wrapped_key"
        }
    }

    /// The next rows beyond `cursor` in the order of their ids. Inside `store.system`.
    public func rows(
        _ db: any SQLConnection, beyond cursor: UUID?, limit: Int
    ) throws -> [(id: UUID, sealed: [UInt8])] {
        try db.query(
            """
            SELECT id, \(self.column) FROM \(self.table)
            WHERE id > \(cursor ?? .least) AND \(self.column) IS NOT NULL ORDER BY id LIMIT \(limit)
            """
        ).map { (try $0.get(0, as: UUID.self), try $0.get(1, as: [UInt8].self)) }
    }

    /// Writes `new` where the row still holds `old`.
    public func replacing(_ id: UUID, old: [UInt8], with new: [UInt8]) -> SQLQuery {
        """
        UPDATE \(self.table) SET \(self.column) = \(new) WHERE id = \(id) AND \(self.column) = \(old)
        """
    }

    /// How many are under which key: its four bytes stand in the header.
    public func counts(_ db: any SQLConnection) throws -> [(key: [UInt8], rows: Int64)] {
        try db.query(
            """
            SELECT substr(\(self.column), 3, 4), count(*) FROM \(self.table)
            WHERE \(self.column) IS NOT NULL GROUP BY 1
            """
        ).map { (try $0.get(0, as: [UInt8].self), try $0.get(1, as: Int64.self)) }
    }
}

/// A value under a tenant's key, in a tenant's table or, with the tenant's id, in a global one.
public enum SealedColumn: String, Sendable, CaseIterable {
    case credentials, webhookSecret, tokens, verifier
    /// A person's key (`SubjectKey`), wrapped.
    case subjectKey

    /// Whether it is read inside `store.system`.
    public var isGlobal: Bool { self == .verifier }

    private var table: SQLQuery {
        switch self {
        case .credentials, .webhookSecret: "connection"
        case .tokens: "connection_token"
        case .verifier: "consent"
        case .subjectKey: "subject_request"
        }
    }

    private var column: SQLQuery {
        switch self {
        case .credentials: "credentials"
        case .webhookSecret: "webhook_secret"
        case .tokens: "tokens"
        case .verifier: "verifier"
        case .subjectKey: "wrapped_key"
        }
    }

    private var id: SQLQuery { self == .tokens ? "connection_id" : "id" }

    /// As the data map calls it.
    public var place: String {
        switch self {
        case .credentials: "connection.credentials"
        case .webhookSecret: "connection.webhook_secret"
        case .tokens: "connection_token.tokens"
        case .verifier: "consent.verifier"
        case .subjectKey: "subject_request.wrapped_key"
        }
    }

    /// What the bytes are bound to, beside the tenant. A person's key is bound by itself, to the person.
    public func context(_ id: UUID) -> String {
        let id = id.uuidString.lowercased()
        return switch self {
        case .credentials: "connection/\(id)/credentials"
        case .webhookSecret: "connection/\(id)/webhook"
        case .tokens: "connection/\(id)/tokens"
        case .verifier: "consent/\(id)/verifier"
        case .subjectKey: "subject/\(id)/key"
        }
    }

    /// The next rows of the tenant beyond `cursor` in the order of their ids.
    public func rows(
        _ db: any SQLConnection, of tenant: UUID, beyond cursor: UUID?, limit: Int
    ) throws -> [(id: UUID, sealed: [UInt8])] {
        try db.query(
            """
            SELECT \(self.id), \(self.column) FROM \(self.table)
            WHERE tenant_id = \(tenant) AND \(self.id) > \(cursor ?? .least) AND \(self.column) IS NOT NULL
            ORDER BY \(self.id) LIMIT \(limit)
            """
        ).map { (try $0.get(0, as: UUID.self), try $0.get(1, as: [UInt8].self)) }
    }

    /// Writes `new` where the row still holds `old`.
    public func replacing(_ id: UUID, of tenant: UUID, old: [UInt8], with new: [UInt8]) -> SQLQuery {
        """
        UPDATE \(self.table) SET \(self.column) = \(new)
        WHERE tenant_id = \(tenant) AND \(self.id) = \(id) AND \(self.column) = \(old)
        """
    }

    /// How many of the tenant's are under which key.
    public func counts(_ db: any SQLConnection, of tenant: UUID) throws -> [(key: [UInt8], rows: Int64)] {
        try db.query(
            """
            SELECT substr(\(self.column), 3, 4), count(*) FROM \(self.table)
            WHERE tenant_id = \(tenant) AND \(self.column) IS NOT NULL GROUP BY 1
            """
        ).map { (try $0.get(0, as: [UInt8].self), try $0.get(1, as: Int64.self)) }
    }
}

extension UUID {
    /// Below every id that is given to a row.
    fileprivate static let least = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
}
