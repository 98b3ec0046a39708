import Commerce
import Foundation
import Records
import Store

/// Inside one transaction: some variants, everything that shares a unit with them, and what their offers should show.
///
/// Loaded under lock, changed by rules of `Commerce`, saved by `close`. Whoever changes stock, orders, prices or policy
/// does it through here, so that ledger, reservations, escrow and wanted values change together or not at all.
struct Stockroom {
    let db: any SQLConnection
    let desk: Desk
    let now: Date
    let workspace: WorkspaceRecord
    var connections: [UUID: ConnectionRecord]
    var variants: [UUID: VariantRecord]
    var levels: [UUID: [StockRecords.Level]]
    var reservations: [UUID: [Reservation]]
    var offers: [UUID: OfferRecord]
    var events: [EventRecord] = []

    private let links: [VariantRecords.PartLink]
    private var savedOffers: [UUID: OfferRecord]
    private var savedReservations: [UUID: [Reservation]]
    private var savedVariants: [UUID: VariantRecord]

    /// Loads these variants and all that hangs together with them, under lock.
    init(_ db: any SQLConnection, desk: Desk, variants ids: some Collection<UUID>) throws {
        self.db = db
        self.desk = desk
        self.now = desk.now
        self.workspace = try WorkspaceRecords.load(db) ?? WorkspaceRecord(currency: .eur)
        let (all, links) = try Self.connected(db, ids)
        try LockOrder.variants(db, all)
        self.links = links
        self.connections = Dictionary(
            uniqueKeysWithValues: try ConnectionRecords.all(db).map { ($0.id, $0) })
        self.variants = Dictionary(uniqueKeysWithValues: try VariantRecords.load(db, ids: all).map { ($0.id, $0) })
        self.levels = Dictionary(grouping: try StockRecords.levels(db, of: all), by: \.variant)
        self.reservations = Dictionary(grouping: try ReservationRecords.load(db, parts: all), by: \.part)
        self.offers = Dictionary(uniqueKeysWithValues: try OfferRecords.of(db, variants: all).map { ($0.id, $0) })
        self.savedOffers = self.offers
        self.savedReservations = self.reservations
        self.savedVariants = self.variants
    }

    /// The variants and every one reached from them over bundles.
    private static func connected(
        _ db: any SQLConnection, _ ids: some Collection<UUID>
    ) throws
        -> (Set<UUID>, [VariantRecords.PartLink])
    {
        var known = Set(ids)
        var frontier = known
        var links = Set<VariantRecords.PartLink>()
        while !frontier.isEmpty {
            links.formUnion(try VariantRecords.links(db, touching: frontier))
            let reached = Set(links.flatMap { [$0.bundle, $0.part] })
            frontier = reached.subtracting(known)
            known.formUnion(frontier)
        }
        return (known, Array(links))
    }

    // MARK: Reading

    /// What one sold unit of a variant takes: itself, or its parts.
    func draws(of variant: UUID) -> [UUID: Int] {
        let parts = self.links.filter { $0.bundle == variant }
        guard parts.isEmpty else { return Dictionary(uniqueKeysWithValues: parts.map { ($0.part, $0.units) }) }
        return self.variants[variant]?.isCounted == true ? [variant: 1] : [:]
    }

    func isBundle(_ variant: UUID) -> Bool { self.links.contains { $0.bundle == variant } }

    func stock(of part: UUID) -> PartStock {
        PartStock(
            (self.levels[part] ?? []).map(\.level), open: (self.reservations[part] ?? []).reduce(0) { $0 + $1.units })
    }

    /// Takes in an offer as it stands in the database.
    mutating func addLoaded(_ offer: OfferRecord) {
        self.offers[offer.id] = offer
        self.savedOffers[offer.id] = offer
    }

    // MARK: Changing

    /// Books a movement and keeps the loaded level in step.
    mutating func book(
        _ variant: UUID, at location: UUID, change: Int, cause: Movement.Cause, reference: String?, note: String?
    )
        throws
    {
        guard change != 0 else { return }
        try StockRecords.book(
            self.db,
            Movement(
                id: self.desk.hub.id(), variant: variant, location: location, change: change, cause: cause,
                reference: reference, note: note, at: self.now, trace: self.desk.trace))
        if let index = self.levels[variant]?.firstIndex(where: { $0.location == location }) {
            self.levels[variant]![index].level.onHand += change
        } else {
            self.levels[variant, default: []].append(
                StockRecords.Level(variant: variant, location: location, level: StockLevel(onHand: change)))
        }
    }

    /// Goods left with an order: from the first locations that have them, the rest from the first of all.
    mutating func ship(_ part: UUID, units: Int, order: String) throws {
        var left = units
        for level in self.levels[part] ?? [] where left > 0 && level.level.onHand > 0 {
            let taken = min(left, level.level.onHand)
            try self.book(part, at: level.location, change: -taken, cause: .shipped, reference: order, note: nil)
            left -= taken
        }
        guard left > 0 else { return }
        let fallback = try self.levels[part]?.first?.location ?? LocationRecords.all(self.db).first?.id
        guard let fallback else { return }
        try self.book(
            part, at: fallback, change: -left, cause: .shipped, reference: order, note: "more left than was counted")
    }

    /// Sets what one order line holds of one part.
    mutating func hold(_ part: UUID, order: UUID, line: String, units: Int) {
        var list = self.reservations[part] ?? []
        if let index = list.firstIndex(where: { $0.order == order && $0.line == line }) {
            if units > 0 { list[index].units = units } else { list.remove(at: index) }
        } else if units > 0 {
            list.append(Reservation(part: part, order: order, line: line, units: units, short: 0, since: self.now))
        }
        self.reservations[part] = list
    }

    mutating func note(
        _ kind: String, _ summary: String, level: EventRecord.Level = .info, offer: OfferRecord? = nil,
        variant: UUID? = nil,
        order: UUID? = nil, connection: UUID? = nil, detail: [String: String] = [:]
    ) {
        let variant = variant ?? offer?.variant
        self.events.append(
            EventRecord(
                id: self.desk.hub.id(), at: self.now, kind: kind, level: level,
                connection: connection ?? offer?.connection,
                variant: variant, offer: offer?.id, order: order,
                sku: variant.flatMap { self.variants[$0]?.sku } ?? offer?.sku, summary: summary, detail: detail,
                trace: self.desk.trace))
    }

    // MARK: Closing

    /// Decides what every offer should show, and saves all that changed.
    ///
    /// - Returns: The connections that have something to send now.
    @discardableResult
    mutating func close(cause: OfferRecord.Cause) throws -> Set<UUID> {
        self.shareShortage()
        self.decide(cause: cause)
        let changed = self.offers.values.filter { self.savedOffers[$0.id] != $0 }.sorted {
            $0.id.uuidString < $1.id.uuidString
        }
        try OfferRecords.save(self.db, changed)
        try self.saveReservations()
        for variant in self.variants.values where self.savedVariants[variant.id] != variant {
            try VariantRecords.saveMode(self.db, variant)
        }
        try EventRecords.insert(self.db, self.events)
        let dirty = Set(changed.filter { $0.urgency > 0 || $0.escrow.isUnsettled }.map(\.connection))
        try SyncQueue.wake(
            self.db, dirty.filter { self.connections[$0]?.state != .paused }, desk: self.desk, at: self.now)
        self.events = []
        self.savedOffers = self.offers
        self.savedReservations = self.reservations
        self.savedVariants = self.variants
        return dirty
    }

    /// What is there goes to the oldest orders first; the rest is owed by name.
    private mutating func shareShortage() {
        for (part, list) in self.reservations {
            var there = max(0, (self.levels[part] ?? []).reduce(0) { $0 + $1.level.onHand })
            for index in list.indices {
                let covered = min(there, list[index].units)
                there -= covered
                let short = list[index].units - covered
                guard short != list[index].short else { continue }
                if short > list[index].short {
                    self.note(
                        "stock.short",
                        "\(short) of \(list[index].units) units of \(self.variants[part]?.sku ?? "?") are owed and not there.",
                        level: .problem, variant: part, order: list[index].order)
                }
                self.reservations[part]![index].short = short
            }
        }
    }

    private func saveReservations() throws {
        for (part, list) in self.reservations {
            let before = self.savedReservations[part] ?? []
            for reservation in list where !before.contains(reservation) {
                try ReservationRecords.save(self.db, reservation)
            }
            for old in before where !list.contains(where: { $0.order == old.order && $0.line == old.line }) {
                try ReservationRecords.delete(self.db, old)
            }
        }
    }
}
