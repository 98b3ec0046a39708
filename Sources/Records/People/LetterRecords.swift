public import Foundation
public import Store

/// Mail on its way. What it says and to whom is sealed under a key of its own.
public struct LetterRecord: Sendable, Hashable {
    public var id: UUID
    /// What it is: `invitation`, `reset`, `verification`, `notice`.
    public var kind: String
    /// The invitation that it brings, so that a list can say what became of it.
    public var about: UUID?
    public var wrappedKey: [UInt8]
    public var sealed: [UInt8]
    public var attempts: Int
    public var createdAt: Date

    public init(
        id: UUID, kind: String, about: UUID?, wrappedKey: [UInt8], sealed: [UInt8], attempts: Int = 0, createdAt: Date
    ) {
        self.id = id
        self.kind = kind
        self.about = about
        self.wrappedKey = wrappedKey
        self.sealed = sealed
        self.attempts = attempts
        self.createdAt = createdAt
    }
}

/// Inside `store.system`.
public enum LetterRecords {
    public static func insert(_ db: any SQLConnection, _ letter: LetterRecord) throws {
        try db.query(
            """
            INSERT INTO letter (id, kind, about, wrapped_key, sealed, attempts, created_at, due_at)
            VALUES (\(letter.id), \(letter.kind), \(letter.about), \(letter.wrappedKey), \(letter.sealed),
                \(letter.attempts), \(letter.createdAt), \(letter.createdAt))
            """)
    }

    /// The next letter that is due, put off until `until` so that nobody else takes it meanwhile.
    public static func take(_ db: any SQLConnection, at now: Date, until: Date) throws -> LetterRecord? {
        try db.query(
            sqlite: """
                UPDATE letter SET attempts = attempts + 1, due_at = \(until)
                WHERE id = (SELECT id FROM letter WHERE due_at <= \(now) ORDER BY due_at, id LIMIT 1)
                RETURNING id, kind, about, wrapped_key, sealed, attempts, created_at
                """,
            postgres: """
                UPDATE letter SET attempts = attempts + 1, due_at = \(until)
                WHERE id = (
                    SELECT id FROM letter WHERE due_at <= \(now) ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
                RETURNING id, kind, about, wrapped_key, sealed, attempts, created_at
                """
        ).first.map { row in
            var cells = Cells(row)
            return try LetterRecord(
                id: cells.take(), kind: cells.take(), about: cells.maybe(), wrappedKey: cells.take(),
                sealed: cells.take(), attempts: cells.take(), createdAt: cells.take())
        }
    }

    public static func remove(_ db: any SQLConnection, _ id: UUID) throws {
        try db.query("DELETE FROM letter WHERE id = \(id)")
    }

    /// - Parameter due: When to try again; `nil` to give up.
    public static func fail(_ db: any SQLConnection, _ id: UUID, reason: String, due: Date?) throws {
        try db.query("UPDATE letter SET reason = \(reason), due_at = \(due) WHERE id = \(id)")
    }

    /// Why a letter has not arrived yet, by what it is about. Letters on their first way are not in it.
    public static func troubles(_ db: any SQLConnection, about ids: [UUID]) throws -> [UUID: String] {
        let rows = try db.query("SELECT about, reason FROM letter WHERE about \(any: ids) AND reason IS NOT NULL")
        return Dictionary(
            try rows.map { (try $0.get(0, as: UUID.self), try $0.get(1, as: String.self)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// How many wait, and how many were given up.
    public static func counts(_ db: any SQLConnection) throws -> (waiting: Int, givenUp: Int) {
        let rows = try db.query("SELECT CASE WHEN due_at IS NULL THEN 1 ELSE 0 END, count(*) FROM letter GROUP BY 1")
        var counts = (waiting: 0, givenUp: 0)
        for row in rows {
            let (isGivenUp, count) = try row.decode(Int.self, Int.self)
            if isGivenUp == 1 { counts.givenUp = count } else { counts.waiting = count }
        }
        return counts
    }

    public static func forget(_ db: any SQLConnection, before: Date) throws {
        try db.query("DELETE FROM letter WHERE created_at < \(before)")
    }
}
