import Commerce
import Foundation
import Records
import Store

/// Says how many units of a SKU lie at a location. A SKU that nobody counted is counted from then on.
public struct SetStock: Sendable {
    public var sku: String
    /// `nil` for the first location.
    public var location: String?
    /// Units, 0 to 1,000,000,000.
    public var onHand: Int
    public var note: String?

    public init(sku: String, location: String? = nil, onHand: Int, note: String? = nil) {
        self.sku = sku
        self.location = location
        self.onHand = onHand
        self.note = note
    }

    /// - Throws: `OperationError.unknownSKU`, `.unknownLocation`, `.isBundle`, `.invalid`.
    public func run(_ desk: Desk) async throws -> StockCount {
        let order = self
        guard (0...Counting.most).contains(order.onHand) else {
            throw OperationError.invalid(field: "units", reason: "Give 0 to \(Counting.most) units.")
        }
        return try await Counting.change(desk, order.sku) { room, variant, locations in
            try room.beginCounting(variant)
            let location = try Find.location(order.location, in: locations)
            let before = room.onHand(variant, at: location.id)
            try Counting.audit(
                &room, .stockCounted, variant, at: location, ["from": "\(before)", "to": "\(order.onHand)"])
            try room.count(variant, at: location.id, onHand: order.onHand, cause: .counted, note: order.note)
        }
    }
}

/// Adds units to a SKU's count, or takes some away.
public struct AdjustStock: Sendable {
    public var sku: String
    public var location: String?
    /// Units in (positive) or out.
    public var change: Int
    public var note: String?

    public init(sku: String, location: String? = nil, by change: Int, note: String? = nil) {
        self.sku = sku
        self.location = location
        self.change = change
        self.note = note
    }

    /// - Throws: `OperationError.tooFew` when fewer lie there than are taken, `.notCounted` and those of `SetStock`.
    public func run(_ desk: Desk) async throws -> StockCount {
        let order = self
        guard order.change.magnitude <= Counting.most else {
            throw OperationError.invalid(field: "units", reason: "Give at most \(Counting.most) units.")
        }
        return try await Counting.change(desk, order.sku) { room, variant, locations in
            guard room.variants[variant]?.isCounted == true else { throw OperationError.notCounted(order.sku) }
            let location = try Find.location(order.location, in: locations)
            let there = room.onHand(variant, at: location.id)
            guard there + order.change >= 0 || order.change > 0 else {
                throw OperationError.tooFew(sku: order.sku, there: max(0, there), asked: -order.change)
            }
            try Counting.audit(&room, .stockAdjusted, variant, at: location, ["by": "\(order.change)"])
            try room.book(
                variant, at: location.id, change: order.change, cause: .adjusted, reference: nil, note: order.note)
            room.note(
                "stock.adjusted",
                "\(order.sku) was \(order.change > 0 ? "raised" : "lowered") by \(order.change.magnitude) at \(location.name).",
                variant: variant)
        }
    }
}

/// Moves units between two locations. What is there in all stays the same.
public struct TransferStock: Sendable {
    public var sku: String
    public var from: String
    public var to: String
    /// At least 1.
    public var units: Int
    public var note: String?

    public init(sku: String, from: String, to: String, units: Int, note: String? = nil) {
        self.sku = sku
        self.from = from
        self.to = to
        self.units = units
        self.note = note
    }

    public func run(_ desk: Desk) async throws -> StockCount {
        let order = self
        guard (1...Counting.most).contains(order.units) else {
            throw OperationError.invalid(field: "units", reason: "Give at least 1 unit.")
        }
        return try await Counting.change(desk, order.sku) { room, variant, locations in
            guard room.variants[variant]?.isCounted == true else { throw OperationError.notCounted(order.sku) }
            let from = try Find.location(order.from, in: locations)
            let to = try Find.location(order.to, in: locations)
            guard from.id != to.id else {
                throw OperationError.invalid(field: "to", reason: "Both locations are the same.")
            }
            let there = max(0, room.onHand(variant, at: from.id))
            guard there >= order.units else {
                throw OperationError.tooFew(sku: order.sku, there: there, asked: order.units)
            }
            let reference = room.desk.hub.id().text
            try Counting.audit(
                &room, .stockMoved, variant, at: from, ["units": "\(order.units)", "to": to.id.text])
            for (location, change) in [(from, -order.units), (to, order.units)] {
                try room.book(
                    variant, at: location.id, change: change, cause: .transferred, reference: reference,
                    note: order.note)
            }
            room.note(
                "stock.transferred", "\(order.units) units of \(order.sku) went from \(from.name) to \(to.name).",
                variant: variant)
        }
    }
}

/// Holds units of a SKU at a location back from every channel.
public struct SetBuffer: Sendable {
    public var sku: String
    public var location: String?
    /// 0 or more.
    public var units: Int

    public init(sku: String, location: String? = nil, units: Int) {
        self.sku = sku
        self.location = location
        self.units = units
    }

    public func run(_ desk: Desk) async throws -> StockCount {
        let order = self
        guard (0...Counting.most).contains(order.units) else {
            throw OperationError.invalid(field: "units", reason: "Give 0 to \(Counting.most) units.")
        }
        return try await Counting.change(desk, order.sku) { room, variant, locations in
            let location = try Find.location(order.location, in: locations)
            try Counting.audit(&room, .stockAdjusted, variant, at: location, ["buffer": "\(order.units)"])
            try room.setBuffer(variant, at: location.id, units: order.units)
            room.note(
                "stock.buffer", "\(order.units) units of \(order.sku) are held back at \(location.name).",
                variant: variant)
        }
    }
}

/// What counting operations have in common.
enum Counting {
    /// Far beyond any warehouse, and sums of it stay far from the end of an integer.
    static let most = 1_000_000_000

    static func audit(
        _ room: inout Stockroom, _ deed: Deed, _ variant: UUID, at location: LocationRecord, _ detail: [String: String]
    ) throws {
        var detail = detail
        detail["sku"] = room.variants[variant]?.sku
        detail["location"] = location.id.text
        try room.desk.audit(room.db, deed, on: .variant(variant), detail)
    }

    /// Changes one SKU that is no bundle, in one transaction, and tells what there is then.
    static func change(
        _ desk: Desk, _ sku: String,
        _ body: @escaping @Sendable (inout Stockroom, UUID, [LocationRecord]) throws -> Void
    ) async throws -> StockCount {
        try await desk.write { db in
            // One round trip for all that can be known before the variant is locked.
            let (found, workspace, connections, links, locations) = try db.ask(
                VariantRecords.asking(db, skus: [sku]), WorkspaceRecords.asking(db), ConnectionRecords.asking(db),
                VariantRecords.asking(db, linksTouchingSKU: sku), LocationRecords.asking(db))
            guard let variant = found.first else { throw OperationError.unknownSKU(sku) }
            let ground = StockroomGround(workspace: workspace.first, connections: connections, links: links)
            var room = try Stockroom(db, desk: desk, ground, variants: [variant.id])
            guard !room.isBundle(variant.id) else { throw OperationError.isBundle(sku) }
            try body(&room, variant.id, locations)
            try room.close(cause: .person)
            return StockCount(room.variants[variant.id] ?? variant, in: room, locations: locations)
        }
    }
}

extension Stockroom {
    func onHand(_ variant: UUID, at location: UUID) -> Int {
        self.levels[variant]?.first { $0.location == location }?.level.onHand ?? 0
    }

    /// Books what makes the count at a location the given one.
    ///
    /// - Returns: Whether anything changed.
    @discardableResult
    mutating func count(
        _ variant: UUID, at location: UUID, onHand: Int, cause: Movement.Cause, reference: String? = nil,
        note: String? = nil
    ) throws -> Bool {
        let change = onHand - self.onHand(variant, at: location)
        guard change != 0 else { return false }
        try self.book(variant, at: location, change: change, cause: cause, reference: reference, note: note)
        if cause == .counted {
            self.note(
                "stock.counted",
                "\(self.variants[variant]?.sku ?? "") was counted: \(onHand) units (\(change > 0 ? "+" : "")\(change)).",
                variant: variant)
        }
        return true
    }

    /// Counts a variant from now on: what it owes is reserved then.
    mutating func beginCounting(_ variant: UUID) throws {
        guard var record = self.variants[variant], !record.isCounted else { return }
        record.isCounted = true
        record.updatedAt = self.now
        try VariantRecords.upsert(self.db, record)
        self.variants[variant] = record
        try self.reserveOpenLines(of: variant)
    }

    mutating func setBuffer(_ variant: UUID, at location: UUID, units: Int) throws {
        try StockRecords.setBuffer(self.db, variant: variant, location: location, buffer: units)
        if let index = self.levels[variant]?.firstIndex(where: { $0.location == location }) {
            self.levels[variant]?[index].level.buffer = units
        } else {
            self.levels[variant, default: []].append(
                StockRecords.Level(variant: variant, location: location, level: StockLevel(onHand: 0, buffer: units)))
        }
    }
}
