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
    var held: ReservationBook
    var offers: [UUID: OfferRecord]
    var events: [EventRecord] = []
    /// Offers whose units are shared out now, so that every write to them needs room.
    var sharedOut: Set<UUID> = []
    /// Offers whose listing cannot be written until units are free to repeat its siblings' numbers.
    var crowded: Set<UUID> = []
    /// Sold-out offers that cannot come back now: their channel shows a unit while it brings them back that is not there.
    var keptSoldOut: Set<UUID> = []

    /// Units of each part that channels might be told about when it was loaded.
    let opening: [UUID: Int]
    private let links: [VariantRecords.PartLink]
    private var movements: [Movement] = []
    private var savedOffers: [UUID: OfferRecord]
    private var savedVariants: [UUID: VariantRecord]

    /// Loads these variants and all that hangs together with them, under lock.
    init(_ db: any SQLConnection, desk: Desk, variants ids: some Collection<UUID>) throws {
        try db.planOnce()
        let ids = Set(ids)
        let (workspace, connections, links) = try db.ask(
            WorkspaceRecords.asking(db), ConnectionRecords.asking(db),
            VariantRecords.asking(db, linksTouching: ids.sorted()))
        try self.init(
            db, desk: desk, StockroomGround(workspace: workspace.first, connections: connections, links: links),
            variants: ids)
    }

    /// The same where the ground was asked for together with something else.
    ///
    /// - Parameters:
    ///   - ground: Its links are those that touch `ids`.
    ///   - loose: Offers that may be linked to none of them.
    ///   - orders: Orders of which something may be reserved.
    ///   - fresh: Orders of which nothing is, their heads saved. What they will most likely hold is reserved before the locks
    ///     are taken, so that nobody waits for it; `close` puts right what turned out otherwise.
    init(
        _ db: any SQLConnection, desk: Desk, _ ground: StockroomGround, variants ids: Set<UUID>,
        loose: some Collection<UUID> = [], orders: [UUID] = [], fresh: [OrderRecord] = []
    ) throws {
        self.db = db
        self.desk = desk
        self.now = desk.now
        self.workspace = ground.workspace ?? WorkspaceRecord(currency: .eur)
        self.connections = Dictionary(uniqueKeysWithValues: ground.connections.map { ($0.id, $0) })
        let (all, links) = try ground.connected(db, ids)
        self.links = links
        let expected = ReservationBook.expected(of: fresh, links: links, at: self.now)
        try ReservationRecords.save(db, expected)
        // The lock comes first: what is read after it stands until the transaction ends.
        let (variants, levels, offers, others, reservations) = try db.ask(
            VariantRecords.locking(db, all), StockRecords.asking(db, levelsOf: all),
            OfferRecords.asking(db, of: all), OfferRecords.asking(db, ids: loose.sorted()),
            ReservationRecords.asking(db, of: orders))
        self.variants = Dictionary(uniqueKeysWithValues: variants.map { ($0.id, $0) })
        self.levels = Dictionary(grouping: levels, by: \.variant)
        self.offers = Dictionary(offers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for offer in others where self.offers[offer.id] == nil { self.offers[offer.id] = offer }
        self.held = ReservationBook(
            variants, orders: Set(fresh.map(\.id)).union(orders), known: reservations, expected: expected)
        let (counted, owed) = (self.levels, self.held.open)
        self.opening = Dictionary(
            uniqueKeysWithValues: all.map { id in
                (id, PartStock((counted[id] ?? []).map(\.level), open: owed[id] ?? 0).available)
            })
        self.savedOffers = self.offers
        self.savedVariants = self.variants
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
        PartStock((self.levels[part] ?? []).map(\.level), open: self.held.open[part] ?? 0)
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
        self.movements.append(
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
        if Plant.isPlanted(.shipmentNotBooked) { return }
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
    mutating func hold(_ part: UUID, order: UUID, line: String, units: Int) throws {
        try self.held.hold(part, order: order, line: line, units: units, at: self.now, self.db)
    }

    /// Gives up all that one order line holds of the loaded parts.
    mutating func release(order: UUID, line: String) throws {
        for part in self.variants.keys.sorted() { try self.hold(part, order: order, line: line, units: 0) }
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
        try self.shareShortage()
        self.decide(cause: cause)
        let changed = self.offers.values.filter { self.savedOffers[$0.id] != $0 }.sorted { $0.id < $1.id }
        try StockRecords.book(self.db, self.movements)
        try OfferRecords.save(self.db, changes: changed.map { (self.savedOffers[$0.id], $0) })
        try self.held.save(self.db)
        try self.saveVariants()
        try EventRecords.insert(self.db, self.events)
        let dirty = Set(changed.filter { $0.urgency > 0 || $0.escrow.isUnsettled }.map(\.connection))
        try SyncQueue.wake(
            self.db, dirty.filter { self.connections[$0]?.state != .paused }, desk: self.desk, at: self.now)
        (self.events, self.movements) = ([], [])
        self.savedOffers = self.offers
        self.savedVariants = self.variants
        return dirty
    }

    private mutating func shareShortage() throws {
        if Plant.isPlanted(.shortageForgotten) { return }
        let onHand = self.variants.mapValues { variant in
            (self.levels[variant.id] ?? []).reduce(0) { $0 + $1.level.onHand }
        }
        for reservation in try self.held.shareShortage(onHand: onHand, self.db) {
            self.note(
                "stock.short",
                "\(reservation.short) of \(reservation.units) units of \(self.variants[reservation.part]?.sku ?? "?") are owed and not there.",
                level: .problem, variant: reservation.part, order: reservation.order)
        }
    }

    /// How fast they sell, and what is reserved of them.
    private mutating func saveVariants() throws {
        for id in self.variants.keys {
            self.variants[id]?.openUnits = self.held.open[id] ?? 0
            self.variants[id]?.shortUnits = self.held.short[id] ?? 0
        }
        let changed = self.variants.values.filter { self.savedVariants[$0.id] != $0 }
        try VariantRecords.saveModes(self.db, changed.sorted { $0.id < $1.id })
    }
}
