import Foundation

/// One call that has passed the gate.
struct WooCall {
    var route: WooRoute
    var method: String
    var query: WooQuery
    var body: Json?
    /// The shop's address without a slash at its end.
    var address: String
    /// Set for a stale read; wall time.
    var asOf: Date?
    /// Rows of a batch that fail although nothing is wrong with them.
    var failingRows = false

    var isRead: Bool { self.method == "GET" || self.method == "HEAD" || self.method == "OPTIONS" }
}

extension WooState {
    /// Does what a call asks for.
    mutating func answer(_ call: WooCall, at moment: Moment) throws(WooError) -> WooOutcome {
        if call.method == "OPTIONS" {
            return WooOutcome(["namespace": "wc/v3", "methods": ["GET", "POST", "PUT", "DELETE"]])
        }
        let reads = call.isRead
        let deletes = call.method == "DELETE"
        switch call.route {
        case .site where reads: return WooOutcome(self.rendering(call).index(WooRoute.published, namespace: nil))
        case .index where reads: return WooOutcome(self.rendering(call).index(WooRoute.published, namespace: "wc/v3"))
        case .systemStatus where reads: return WooOutcome(self.rendering(call).systemStatus())
        case .settings where reads: return WooOutcome([["id": "general", "label": "General", "description": ""]])
        case .generalSettings where reads: return WooOutcome(self.rendering(call).generalSettings())
        case .products: return reads ? try self.listProducts(call) : try self.createProduct(call, parent: nil, moment)
        case .product(let id):
            return reads
                ? try self.readProduct(id, call)
                : deletes
                    ? try self.deleteProduct(id, parent: nil, call, moment)
                    : try self.updateProduct(id, parent: nil, call, moment)
        case .productBatch where call.method != "GET": return try self.batchProducts(call, parent: nil, moment)
        case .variations(let parent):
            try self.requireVariable(parent)
            return reads ? try self.listVariations(parent, call) : try self.createProduct(call, parent: parent, moment)
        case .variation(let parent, let id):
            try self.requireVariable(parent)
            return reads
                ? try self.readVariation(id, of: parent, call)
                : deletes
                    ? try self.deleteProduct(id, parent: parent, call, moment)
                    : try self.updateProduct(id, parent: parent, call, moment)
        case .variationBatch(let parent) where call.method != "GET":
            try self.requireVariable(parent)
            return try self.batchProducts(call, parent: parent, moment)
        case .orders: return reads ? try self.listOrders(call, moment) : try self.createOrder(call, moment)
        case .order(let id):
            return reads
                ? try self.readOrder(id, call, moment)
                : deletes
                    ? try self.deleteOrder(id, call, moment) : try self.updateOrder(id, call, moment)
        case .orderBatch where call.method != "GET": return try self.batchOrders(call, moment)
        case .notes(let id): return reads ? try self.listNotes(id, call, moment) : try self.createNote(id, call, moment)
        case .note(let order, let id): return try self.readOrDeleteNote(id, of: order, call, moment)
        case .refunds(let id):
            return reads ? try self.listRefunds(id, call, moment) : try self.createRefund(id, call, moment)
        case .refund(let order, let id): return try self.readRefund(id, of: order, call, moment)
        case .hooks: return reads ? try self.listHooks(call) : try self.createHook(call, moment)
        case .hook(let id):
            return reads
                ? try self.readHook(id, call)
                : deletes
                    ? try self.deleteHook(id, call) : try self.updateHook(id, call, moment)
        case .hookBatch where call.method != "GET": return try self.batchHooks(call, moment)
        default: throw .noRoute
        }
    }

    func rendering(_ call: WooCall) -> WooRendering {
        WooRendering(state: self, address: call.address, asOf: call.asOf)
    }

    /// Runs a batch row by row: a row that fails carries its own error inside the 200.
    mutating func batch(
        _ call: WooCall, _ moment: Moment,
        create: (inout WooState, WooCall) throws(WooError) -> WooOutcome,
        update: (inout WooState, Int, WooCall) throws(WooError) -> WooOutcome,
        delete: (inout WooState, Int, WooCall) throws(WooError) -> WooOutcome
    ) throws(WooError) -> WooOutcome {
        guard let body = call.body else { throw .badJson }
        let creates = body["create"]?.list ?? []
        let updates = body["update"]?.list ?? []
        let deletes = body["delete"]?.list ?? []
        guard creates.count + updates.count + deletes.count <= 100 else {
            throw WooError(
                413, "woocommerce_rest_request_entity_too_large",
                "Unable to accept more than 100 items for this request.")
        }
        var members: [Json.Member] = []
        var rows: [Json] = []
        for item in creates {
            rows.append(self.row(0, item, call) { (state, call) throws(WooError) in try create(&state, call) })
        }
        if !creates.isEmpty { members.append(Json.Member(name: "create", value: .array(rows))) }
        rows = []
        for item in updates {
            let id = item["id"]?.whole ?? 0
            rows.append(self.row(id, item, call) { (state, call) throws(WooError) in try update(&state, id, call) })
        }
        if !updates.isEmpty { members.append(Json.Member(name: "update", value: .array(rows))) }
        rows = []
        for item in deletes {
            let id = item.whole ?? 0
            rows.append(self.row(id, [:], call) { (state, call) throws(WooError) in try delete(&state, id, call) })
        }
        if !deletes.isEmpty { members.append(Json.Member(name: "delete", value: .array(rows))) }
        // PHP writes an array of nothing as a list.
        return WooOutcome(members.isEmpty ? .array([]) : .object(members))
    }

    private mutating func row(
        _ id: Int, _ item: Json, _ call: WooCall, _ body: (inout WooState, WooCall) throws(WooError) -> WooOutcome
    ) -> Json {
        var rowCall = call
        rowCall.body = item
        rowCall.query = WooQuery(pairs: call.query.pairs + [TwinRequest.Pair(name: "force", value: "true")])
        do throws(WooError) {
            if call.failingRows, self.faults.dice.chance(1.0 / 3) {
                throw WooError(500, "db_update_error", "Could not update row in the database.")
            }
            return try body(&self, rowCall).json
        } catch {
            return ["id": .integer(id), "error": error.json]
        }
    }
}
