/// Sealing everything anew under the current key while the product runs: which row is next, what changes in it, when it is done.
///
/// It does nothing by itself. Whoever drives it reads `batch` rows beyond `cursor` in the order of their ids, asks
/// `step`, writes each change only where the row still holds the old bytes, and stores the rotation, all in one transaction.
/// So a crash at any point loses nothing and does nothing twice, and a row written meanwhile is left as it is.
///
/// A process that did not know of the new key yet may have written a row behind the cursor. So a rotation is over only when a whole pass has found
/// nothing to change. Until then the earlier key must stay in the ring; from then on it may be retired.
public struct KeyRotation<RowID: Comparable & Hashable & Sendable & Codable>: Sendable, Codable, Hashable {
    /// One sealed value as it stands in its row.
    public struct Row: Sendable, Hashable {
        public let id: RowID
        public let sealed: [UInt8]

        public init(id: RowID, sealed: [UInt8]) {
            self.id = id
            self.sealed = sealed
        }
    }

    /// What to write: `new`, where the row still holds `old`.
    public struct Change: Sendable, Hashable {
        public let id: RowID
        public let old: [UInt8]
        public let new: [UInt8]
    }

    public enum Outcome: Sendable, Hashable, Codable {
        /// Read the next rows beyond the cursor.
        case running
        /// Nothing is left under another key: earlier ones can be retired.
        case finished
        /// Nothing is left that could be opened, but some rows could not: see `unreadable`, and keep earlier keys until they are dealt with.
        case finishedExcept
    }

    /// Ids kept of rows that did not open. There may be more: see `unreadableCount`.
    public static var mostNamed: Int { 100 }

    /// The name of the key that everything is to be under.
    public let target: String
    /// The last id that this pass has looked at; `nil` at its beginning.
    public private(set) var cursor: RowID?
    /// 1 for the first.
    public private(set) var pass = 1
    /// Changes handed out in all passes.
    public private(set) var changed = 0
    public private(set) var outcome = Outcome.running
    /// In the pass that runs, or ran last.
    public private(set) var unreadable: [RowID] = []
    public private(set) var unreadableCount = 0
    private var changedInPass = 0

    public init(to key: KeyID) {
        self.target = key.description
    }

    /// Takes the next rows and says what to write.
    ///
    /// - Parameters:
    ///   - rows: Those with the smallest ids beyond `cursor`, in order. None when there are no more: that ends the pass.
    ///   - renew: Opens a value with whatever key sealed it and seals it under the target. What it throws marks the row
    ///     unreadable and stops nothing: one bad row must not keep a hundred thousand under an old key.
    public mutating func step(
        _ rows: [Row], renew: (Row) throws(VaultError) -> [UInt8]
    ) -> [Change] {
        precondition(self.outcome == .running, "a rotation that is over has no next step")
        guard !rows.isEmpty else {
            self.endPass()
            return []
        }
        var changes: [Change] = []
        for row in rows {
            precondition(
                self.cursor.map { $0 < row.id } ?? true, "rows come in the order of their ids, beyond the cursor")
            self.cursor = row.id
            if SealedHeader(of: row.sealed)?.keyID.description == self.target { continue }
            do {
                changes.append(Change(id: row.id, old: row.sealed, new: try renew(row)))
            } catch {
                self.unreadableCount += 1
                if self.unreadable.count < Self.mostNamed { self.unreadable.append(row.id) }
            }
        }
        self.changed += changes.count
        self.changedInPass += changes.count
        return changes
    }

    private mutating func endPass() {
        guard self.changedInPass > 0 else {
            self.outcome = self.unreadableCount == 0 ? .finished : .finishedExcept
            return
        }
        self.pass += 1
        self.cursor = nil
        self.changedInPass = 0
        self.unreadable = []
        self.unreadableCount = 0
    }
}
