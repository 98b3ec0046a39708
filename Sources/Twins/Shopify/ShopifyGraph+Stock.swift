import Foundation

extension ShopifyGraph {
    private static let mostEntries = 250
    /// The most units a level can hold (`INVALID_QUANTITY_TOO_HIGH`).
    private static let mostUnits = 1_000_000_000

    /// All of it, or nothing where one entry is refused.
    func setQuantities(_ arguments: Json) throws(GraphQLError) -> GraphQLResult {
        let input = arguments["input"] ?? .null
        let entries = input["quantities"]?.list ?? []
        try Self.check(entries)
        var complaints: [Complaint] = []
        if !["available", "on_hand"].contains(input["name"]?.text ?? "") {
            complaints.append(Complaint(["input", "name"], "The specified quantity name is invalid", "INVALID_NAME"))
        }
        var moves: [(variant: Int, location: Int, units: Int)] = []
        for (index, entry) in entries.enumerated() {
            switch self.level(entry, ["input", "quantities", String(index)], units: entry["quantity"]?.whole ?? 0) {
            case .success(let found): moves.append((found.variant, found.location, entry["quantity"]?.whole ?? 0))
            case .failure(let refusal): complaints.append(refusal.complaint)
            }
        }
        let type = "InventorySetQuantitiesPayload"
        let errorType = "InventorySetQuantitiesUserError"
        if let done = try self.again(arguments, type, errorType) { return done }
        guard complaints.isEmpty else { return Self.payload(type, [:], complaints, errorType: errorType) }
        for move in moves {
            self.state.setStock(of: move.variant, at: move.location, to: move.units, by: .hub, self.moment)
        }
        self.keep(arguments)
        return Self.payload(
            type, ["inventoryAdjustmentGroup": self.adjustment(input["reason"]?.text ?? "")], [], errorType: errorType)
    }

    func adjustQuantities(_ arguments: Json) throws(GraphQLError) -> GraphQLResult {
        let input = arguments["input"] ?? .null
        let entries = input["changes"]?.list ?? []
        try Self.check(entries)
        var complaints: [Complaint] = []
        var moves: [(variant: Int, location: Int, units: Int)] = []
        for (index, entry) in entries.enumerated() {
            switch self.level(entry, ["input", "changes", String(index)], units: 0) {
            case .success(let found):
                moves.append((found.variant, found.location, found.now + (entry["delta"]?.whole ?? 0)))
            case .failure(let refusal): complaints.append(refusal.complaint)
            }
        }
        let type = "InventoryAdjustQuantitiesPayload"
        let errorType = "InventoryAdjustQuantitiesUserError"
        if let done = try self.again(arguments, type, errorType) { return done }
        guard complaints.isEmpty else { return Self.payload(type, [:], complaints, errorType: errorType) }
        for move in moves {
            self.state.setStock(of: move.variant, at: move.location, to: move.units, by: .hub, self.moment)
        }
        self.keep(arguments)
        return Self.payload(
            type, ["inventoryAdjustmentGroup": self.adjustment(input["reason"]?.text ?? "")], [], errorType: errorType)
    }

    // MARK: Idempotency

    /// What is answered to a key that was used before: the same where the variables are the same, else a refusal (notes,
    /// "Compare-and-swap and idempotency").
    ///
    /// - Parameter answer: What it answered then; `nil` for an adjustment of stock.
    func again(
        _ arguments: Json, _ type: String, _ errorType: String, _ answer: [String: GraphQLResult]? = nil
    ) throws(GraphQLError) -> GraphQLResult? {
        guard let key = arguments["@idempotent"]?.text else {
            guard self.version >= "2026-04" else { return nil }
            throw GraphQLError("The @idempotent directive is required for this mutation.", code: "BAD_REQUEST")
        }
        guard let known = self.state.keys[key] else { return nil }
        guard known == Self.digest(arguments) else {
            return Self.payload(
                type, [:],
                [
                    Complaint(
                        [], "The same idempotency key cannot be used with different parameters.",
                        "IDEMPOTENCY_KEY_PARAMETER_MISMATCH")
                ], errorType: errorType)
        }
        return Self.payload(
            type,
            answer ?? ["inventoryAdjustmentGroup": self.adjustment(arguments["input"]?["reason"]?.text ?? "")], [],
            errorType: errorType)
    }

    func keep(_ arguments: Json) {
        guard let key = arguments["@idempotent"]?.text else { return }
        // How long a key is remembered is not published; a twin does for as long as it has room.
        if self.state.keys.count >= 5_000 { self.state.keys = [:] }
        self.state.keys[key] = Self.digest(arguments)
    }

    private static func digest(_ arguments: Json) -> UInt64 {
        Dice.hash(String(decoding: (arguments["input"] ?? .null).bytes(), as: UTF8.self))
    }

    private static func check(_ entries: [Json]) throws(GraphQLError) {
        guard entries.count > Self.mostEntries else { return }
        throw GraphQLError(
            "The input array size of \(entries.count) is greater than the maximum allowed of \(Self.mostEntries).",
            code: "MAX_INPUT_SIZE_EXCEEDED")
    }

    private struct Refusal: Error { var complaint: Complaint }

    private func level(
        _ entry: Json, _ place: [String], units: Int
    ) -> Result<(variant: Int, location: Int, now: Int), Refusal> {
        func no(_ field: String, _ message: String, _ code: String) -> Refusal {
            Refusal(complaint: Complaint(place + [field], message, code))
        }
        if self.failsPartly, self.state.faults.dice.chance(0.34) {
            return .failure(no("quantity", "The quantity could not be set.", "INVALID_QUANTITY_TOO_LOW"))
        }
        guard let item = Self.number(entry["inventoryItemId"], "InventoryItem"),
            let id = self.state.variantOfItem[item],
            let variant = self.state.variants[id]
        else {
            return .failure(
                no("inventoryItemId", "The specified inventory item could not be found.", "INVALID_INVENTORY_ITEM"))
        }
        guard let location = Self.number(entry["locationId"], "Location"),
            self.state.locations.contains(where: { $0.id == location })
        else { return .failure(no("locationId", "The specified location could not be found.", "INVALID_LOCATION")) }
        guard let now = variant.available[location] else {
            return .failure(
                no(
                    "locationId", "The specified inventory item is not stocked at the location.",
                    "ITEM_NOT_STOCKED_AT_LOCATION"))
        }
        guard units <= Self.mostUnits else {
            return .failure(
                no("quantity", "The quantity can't be higher than 1,000,000,000.", "INVALID_QUANTITY_TOO_HIGH"))
        }
        let isSpoilt = (self.state.staleNext ?? 0) > 0
        if let compared = entry["changeFromQuantity"]?.whole, compared != now || isSpoilt {
            if isSpoilt { self.state.staleNext? -= 1 }
            return .failure(
                no(
                    "changeFromQuantity", "The changeFromQuantity argument no longer matches the persisted quantity.",
                    "CHANGE_FROM_QUANTITY_STALE"))
        }
        return .success((id, location, now))
    }

    func activate(_ arguments: Json) throws(GraphQLError) -> GraphQLResult {
        try self.needs("write_inventory")
        guard let item = Self.number(arguments["inventoryItemId"], "InventoryItem"),
            let id = self.state.variantOfItem[item], let location = Self.number(arguments["locationId"], "Location"),
            self.state.locations.contains(where: { $0.id == location })
        else {
            return Self.payload(
                "InventoryActivatePayload", [:], [Complaint(["inventoryItemId"], "The item or location was not found.")]
            )
        }
        if self.state.variants[id]?.available[location] == nil {
            self.state.setStock(
                of: id, at: location, to: arguments["available"]?.whole ?? 0, by: .hub, self.moment)
        }
        let level = self.state.variants[id].flatMap { self.level(of: $0, at: location) }
        return Self.payload("InventoryActivatePayload", ["inventoryLevel": .maybe(level)], [])
    }
}
