public import Foundation
public import Store

/// What was said of one member's access in one quarter.
public struct AccessAnswerRecord: Sendable, Hashable {
    /// `2026-Q4`.
    public var quarter: String
    public var member: UUID
    /// As they were then.
    public var role: String
    public var buyerData: Bool
    /// `kept` or `removed`.
    public var answer: String
    /// `nil` for whoever runs the program.
    public var by: UUID?
    public var at: Date

    public init(
        quarter: String, member: UUID, role: String, buyerData: Bool, answer: String, by: UUID?, at: Date
    ) {
        self.quarter = quarter
        self.member = member
        self.role = role
        self.buyerData = buyerData
        self.answer = answer
        self.by = by
        self.at = at
    }
}

/// Reviews of who may come in. The latest answer of a quarter counts; each is in the audit log.
public enum AccessRecords {
    public static func put(_ db: any SQLConnection, _ answer: AccessAnswerRecord) throws {
        try db.query(
            """
            INSERT INTO access_answer (tenant_id, quarter, member_id, role, buyer_data, answer, answered_by, answered_at)
            VALUES (\(db.tenant), \(answer.quarter), \(answer.member), \(answer.role), \(answer.buyerData),
                \(answer.answer), \(answer.by), \(answer.at))
            ON CONFLICT (tenant_id, quarter, member_id) DO UPDATE SET role = excluded.role,
                buyer_data = excluded.buyer_data, answer = excluded.answer, answered_by = excluded.answered_by,
                answered_at = excluded.answered_at
            """)
    }

    public static func all(_ db: any SQLConnection, quarter: String) throws -> [AccessAnswerRecord] {
        try db.query(
            """
            SELECT quarter, member_id, role, buyer_data, answer, answered_by, answered_at FROM access_answer
            WHERE tenant_id = \(db.tenant) AND quarter = \(quarter) ORDER BY answered_at, member_id
            """
        ).map { row in
            var cells = Cells(row)
            return try AccessAnswerRecord(
                quarter: cells.take(), member: cells.take(), role: cells.take(), buyerData: cells.take(),
                answer: cells.take(), by: cells.maybe(), at: cells.take())
        }
    }
}

/// Who accepted which version of the terms. Inside `store.system`.
public enum TermsRecords {
    /// Once for each version, however often it is said.
    public static func accept(_ db: any SQLConnection, member: UUID, version: String, at now: Date) throws {
        try db.query(
            """
            INSERT INTO terms_acceptance (member_id, version, accepted_at) VALUES (\(member), \(version), \(now))
            ON CONFLICT (member_id, version) DO NOTHING
            """)
    }

    public static func has(_ db: any SQLConnection, member: UUID, version: String) throws -> Bool {
        try !db.query(
            "SELECT 1 FROM terms_acceptance WHERE member_id = \(member) AND version = \(version)"
        ).isEmpty
    }
}
