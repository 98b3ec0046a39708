import Foundation
import Records
import Store

/// What orders hold of some parts.
///
/// The sums stand in the variants' own rows. The list of a part is loaded only when somebody asks for it by name, because a
/// hot SKU may have thousands of open orders, and a new order need not know of any.
struct ReservationBook {
    /// Units owed, by part.
    private(set) var open: [UUID: Int] = [:]
    /// Of those, units that are not there.
    private(set) var short: [UUID: Int] = [:]
    /// Parts of which every reservation is in `entries`.
    private var complete: Set<UUID> = []
    /// Orders of which every reservation is in `entries`.
    private var orders: Set<UUID>
    private var entries: [UUID: [Reservation]] = [:]
    private var saved: [Key: Reservation] = [:]
    /// What this transaction saved before it decided; in a list it stands where its order was decided, not where it is stored.
    private var ahead: Set<Key> = []
    private var touched: Set<UUID> = []

    private struct Key: Hashable, Comparable {
        let part: UUID
        let order: UUID
        let line: String

        init(_ reservation: Reservation) {
            self.part = reservation.part
            self.order = reservation.order
            self.line = reservation.line
        }

        static func < (one: Self, other: Self) -> Bool {
            if one.part != other.part { return one.part < other.part }
            if one.order != other.order { return one.order < other.order }
            return one.line < other.line
        }
    }

    /// What new orders will hold of their parts, most likely: nothing is short, and every SKU is counted.
    static func expected(
        of orders: [OrderRecord], links: [VariantRecords.PartLink], at now: Date
    ) -> [Reservation] {
        var expected: [Reservation] = []
        for order in orders {
            // A part twice in an order with one name cannot be told apart yet.
            if Set(order.lines.map(\.ref)).count < order.lines.count { continue }
            for line in order.lines where line.open > 0 {
                guard let variant = line.variant else { continue }
                let parts = links.filter { $0.bundle == variant }
                for (part, each) in parts.isEmpty ? [(variant, 1)] : parts.map({ ($0.part, $0.units) }) {
                    expected.append(
                        Reservation(
                            part: part, order: order.id, line: line.ref, units: line.open * each, short: 0, since: now))
                }
            }
        }
        return expected.sorted { Key($0) < Key($1) }
    }

    /// - Parameters:
    ///   - known: Every reservation of `orders` from before this transaction.
    ///   - expected: Reservations of new orders that this transaction has saved ahead of what it decides.
    init(
        _ variants: some Collection<VariantRecord>, orders: Set<UUID>, known: [Reservation],
        expected: [Reservation] = []
    ) {
        for variant in variants {
            self.open[variant.id] = variant.openUnits
            self.short[variant.id] = variant.shortUnits
        }
        self.orders = orders
        for reservation in known { self.take(reservation) }
        for reservation in expected {
            self.saved[Key(reservation)] = reservation
            self.ahead.insert(Key(reservation))
            self.touched.insert(reservation.part)
        }
    }

    /// Sets what one order line holds of one part.
    mutating func hold(
        _ part: UUID, order: UUID, line: String, units: Int, at now: Date, _ db: any SQLConnection
    ) throws {
        if !self.orders.contains(order) { try self.load([part], db) }
        let index = self.entries[part]?.firstIndex { $0.order == order && $0.line == line }
        if let index {
            self.open[part, default: 0] += units - (self.entries[part]?[index].units ?? 0)
            if units > 0 {
                self.entries[part]?[index].units = units
            } else if let gone = self.entries[part]?.remove(at: index) {
                self.short[part, default: 0] -= gone.short
            }
        } else if units > 0 {
            self.open[part, default: 0] += units
            self.entries[part, default: []].append(
                Reservation(part: part, order: order, line: line, units: units, short: 0, since: now))
        } else {
            return
        }
        self.touched.insert(part)
    }

    /// What is held of a part, oldest first.
    mutating func list(_ part: UUID, _ db: any SQLConnection) throws -> [Reservation] {
        try self.load([part], db)
        return self.entries[part] ?? []
    }

    /// What is there goes to the oldest orders first; the rest is owed by name.
    ///
    /// - Parameter onHand: Units that are there, by part.
    /// - Returns: Reservations of which more is short than before.
    mutating func shareShortage(onHand: [UUID: Int], _ db: any SQLConnection) throws -> [Reservation] {
        let scarce = onHand.filter { part, there in
            self.open[part, default: 0] > max(0, there) || self.short[part, default: 0] > 0
        }
        try self.load(scarce.keys, db)
        var worse: [Reservation] = []
        for (part, onHand) in scarce {
            var there = max(0, onHand)
            for index in (self.entries[part] ?? []).indices {
                guard var entry = self.entries[part]?[index] else { continue }
                let covered = min(there, entry.units)
                there -= covered
                let short = entry.units - covered
                guard short != entry.short else { continue }
                self.short[part, default: 0] += short - entry.short
                let isWorse = short > entry.short
                entry.short = short
                self.entries[part]?[index] = entry
                self.touched.insert(part)
                if isWorse { worse.append(entry) }
            }
        }
        return worse
    }

    /// Saves what has changed since it was loaded or saved last.
    mutating func save(_ db: any SQLConnection) throws {
        var changed: [Reservation] = []
        var there: Set<Key> = []
        for part in self.touched {
            for entry in self.entries[part] ?? [] {
                let key = Key(entry)
                there.insert(key)
                if self.saved[key] != entry { changed.append(entry) }
            }
        }
        let gone = self.saved.values.filter { self.touched.contains($0.part) && !there.contains(Key($0)) }
        try ReservationRecords.save(db, changed.sorted { Key($0) < Key($1) })
        for entry in gone.sorted(by: { Key($0) < Key($1) }) {
            try ReservationRecords.delete(db, entry)
            self.saved[Key(entry)] = nil
        }
        for entry in changed { self.saved[Key(entry)] = entry }
        self.touched = []
    }

    private mutating func take(_ reservation: Reservation) {
        self.entries[reservation.part, default: []].append(reservation)
        self.saved[Key(reservation)] = reservation
    }

    /// Completes the lists of parts. What was changed here already stands.
    private mutating func load(_ parts: some Collection<UUID>, _ db: any SQLConnection) throws {
        let missing = Set(parts).subtracting(self.complete)
        if missing.isEmpty { return }
        self.complete.formUnion(missing)
        var stored: [UUID: [Reservation]] = [:]
        for reservation in try ReservationRecords.load(db, parts: missing) {
            stored[reservation.part, default: []].append(reservation)
        }
        for part in missing {
            var here = Dictionary(
                (self.entries[part] ?? []).map { (Key($0), $0) }, uniquingKeysWith: { _, later in later })
            var list: [Reservation] = []
            for reservation in stored[part] ?? [] {
                let key = Key(reservation)
                if self.ahead.contains(key) { continue }
                if let known = here.removeValue(forKey: key) {
                    list.append(known)
                } else if self.saved[key] == nil {
                    self.saved[key] = reservation
                    list.append(reservation)
                }
                // Known and not here any more: it was given up in this transaction.
            }
            let added = (self.entries[part] ?? []).filter { here[Key($0)] != nil }
            self.entries[part] = list + added
        }
    }
}
