public import Foundation
public import Store

/// A person with an account, whatever workspaces they belong to.
public struct MemberRecord: Sendable, Hashable {
    public var id: UUID
    /// In small letters; the account's name.
    public var address: String
    public var name: String
    public var company: String
    public var phone: String
    /// BCP 47, such as `en` or `de-CH`.
    public var locale: String
    /// The member's own key under the master key: what is sealed for a member opens with it alone.
    public var wrappedKey: [UInt8]
    /// A `PasswordHash`'s text; `nil` where none was chosen yet.
    public var password: String?
    public var passwordAt: Date?
    /// Texts of hashes, newest first.
    public var formerPasswords: [String]
    /// Sealed. There is a second factor as long as this is set.
    public var totpSecret: [UInt8]?
    /// Sealed: shown to the member and not confirmed by a code yet.
    public var totpPending: [UInt8]?
    /// The newest step of the clock whose code was used.
    public var totpStep: Int?
    /// A `RecoveryCodes`' text.
    public var recoveryCodes: String?
    public var verifiedAt: Date?
    public var createdAt: Date
    /// How they like pages, by name: what the program does not know is left alone.
    public var preferences: [String: String] = [:]

    public init(
        id: UUID, address: String, name: String, company: String = "", phone: String = "", locale: String = "en",
        wrappedKey: [UInt8], createdAt: Date
    ) {
        self.id = id
        self.address = address
        self.name = name
        self.company = company
        self.phone = phone
        self.locale = locale
        self.wrappedKey = wrappedKey
        self.formerPasswords = []
        self.createdAt = createdAt
    }
}

/// Inside `store.system`.
public enum MemberRecords {
    static let columns: SQLQuery = """
        id, address, name, company, phone, locale, wrapped_key, password, password_at, former_passwords, totp_secret,
        totp_pending, totp_step, recovery_codes, verified_at, created_at,
        preferences
        """

    /// - Throws: `StoreError` of kind `.duplicate` where the address has an account.
    public static func insert(_ db: any SQLConnection, _ member: MemberRecord) throws {
        try db.query(
            """
            INSERT INTO member (\(self.columns))
            VALUES (\(member.id), \(member.address), \(member.name), \(member.company), \(member.phone), \(member.locale),
                \(member.wrappedKey), \(member.password), \(member.passwordAt),
                \(try JSONText.encode(member.formerPasswords)), \(member.totpSecret), \(member.totpPending),
                \(member.totpStep), \(member.recoveryCodes), \(member.verifiedAt), \(member.createdAt),
                \(JSONText.texts(member.preferences)))
            """)
    }

    public static func find(_ db: any SQLConnection, id: UUID) throws -> MemberRecord? {
        try db.query("SELECT \(self.columns) FROM member WHERE id = \(id)").first.map(self.decode)
    }

    public static func find(_ db: any SQLConnection, address: String) throws -> MemberRecord? {
        try db.query("SELECT \(self.columns) FROM member WHERE address = \(address)").first.map(self.decode)
    }

    /// The same, locked until the transaction ends: what is read is what will be changed.
    public static func lock(_ db: any SQLConnection, id: UUID) throws -> MemberRecord? {
        try db.query(
            sqlite: "SELECT \(self.columns) FROM member WHERE id = \(id)",
            postgres: "SELECT \(self.columns) FROM member WHERE id = \(id) FOR UPDATE"
        ).first.map(self.decode)
    }

    public static func any(_ db: any SQLConnection) throws -> Bool {
        try !db.query("SELECT id FROM member LIMIT 1").isEmpty
    }

    /// Everyone, oldest first.
    public static func all(_ db: any SQLConnection) throws -> [MemberRecord] {
        try db.query("SELECT \(self.columns) FROM member ORDER BY created_at, id").map(self.decode)
    }

    public static func setProfile(_ db: any SQLConnection, _ member: MemberRecord) throws {
        try db.query(
            """
            UPDATE member SET name = \(member.name), company = \(member.company), phone = \(member.phone),
                locale = \(member.locale), preferences = \(JSONText.texts(member.preferences))
            WHERE id = \(member.id)
            """)
    }

    public static func setPassword(
        _ db: any SQLConnection, _ id: UUID, to hash: String, former: [String], at now: Date
    ) throws {
        try db.query(
            """
            UPDATE member SET password = \(hash), password_at = \(now),
                former_passwords = \(try JSONText.encode(former))
            WHERE id = \(id)
            """)
    }

    /// The same password, hashed at today's cost.
    public static func rehash(_ db: any SQLConnection, _ id: UUID, from old: String, to new: String) throws {
        try db.query("UPDATE member SET password = \(new) WHERE id = \(id) AND password = \(old)")
    }

    public static func setPending(_ db: any SQLConnection, _ id: UUID, _ sealed: [UInt8]?) throws {
        try db.query("UPDATE member SET totp_pending = \(sealed) WHERE id = \(id)")
    }

    /// - Parameter secret: `nil` ends the second factor, its codes too.
    public static func setSecondFactor(
        _ db: any SQLConnection, _ id: UUID, secret: [UInt8]?, step: Int?, recoveryCodes: String?
    ) throws {
        try db.query(
            """
            UPDATE member SET totp_secret = \(secret), totp_pending = \([UInt8]?.none), totp_step = \(step),
                recovery_codes = \(recoveryCodes)
            WHERE id = \(id)
            """)
    }

    /// Spends a code's step.
    ///
    /// - Returns: Whether it was newer than all that were used: one code lets one in, whoever is faster.
    public static func useStep(_ db: any SQLConnection, _ id: UUID, _ step: Int) throws -> Bool {
        try db.execute(
            """
            UPDATE member SET totp_step = \(step)
            WHERE id = \(id) AND totp_secret IS NOT NULL AND (totp_step IS NULL OR totp_step < \(step))
            """) == 1
    }

    /// - Returns: Whether the set was still the one that `new` was made from.
    public static func setRecoveryCodes(
        _ db: any SQLConnection, _ id: UUID, from old: String?, to new: String
    ) throws -> Bool {
        let same: SQLQuery = old.map { "recovery_codes = \($0)" } ?? "recovery_codes IS NULL"
        return try db.execute("UPDATE member SET recovery_codes = \(new) WHERE id = \(id) AND \(same)") == 1
    }

    public static func verify(_ db: any SQLConnection, _ id: UUID, at now: Date) throws {
        try db.query("UPDATE member SET verified_at = \(now) WHERE id = \(id) AND verified_at IS NULL")
    }

    static func decode(_ row: SQLRow) throws -> MemberRecord {
        var cells = Cells(row)
        var record = try MemberRecord(
            id: cells.take(), address: cells.take(), name: cells.take(), company: cells.take(), phone: cells.take(),
            locale: cells.take(), wrappedKey: cells.take(), createdAt: .distantPast)
        record.password = try cells.maybe()
        record.passwordAt = try cells.maybe()
        record.formerPasswords = try cells.json()
        record.totpSecret = try cells.maybe()
        record.totpPending = try cells.maybe()
        record.totpStep = try cells.maybe()
        record.recoveryCodes = try cells.maybe()
        record.verifiedAt = try cells.maybe()
        record.createdAt = try cells.take()
        record.preferences = try cells.texts()
        return record
    }
}
