import Hummingbird
import Operations

struct StockRoutes {
    private struct Count: Decodable {
        var onHand: Int
        var location: String?
        var note: String?
    }
    private struct Change: Decodable {
        var by: Int
        var location: String?
        var note: String?
    }
    private struct Move: Decodable {
        var from: String
        var to: String
        var units: Int
        var note: String?
    }

    func add(to api: RouterGroup<SiteContext>) {
        api.get("stock") { request, context in
            let list = ListStock(
                search: request.query("search") ?? "", onlyDiffering: request.query("differing") == "1",
                after: request.query("after"), limit: try request.limit(100))
            return try Response.json(try await list.run(try context.desk()))
        }
        api.get("stock/:sku") { _, context in
            try Response.json(try await WhyStock(sku: try context.part("sku")).run(try context.desk()))
        }
        api.put("stock/:sku") { request, context in
            let count = try await request.json(Count.self)
            let set = SetStock(
                sku: try context.part("sku"), location: count.location, onHand: count.onHand, note: count.note)
            return try Response.json(try await set.run(try context.desk()))
        }
        api.post("stock/:sku/adjustments") { request, context in
            let change = try await request.json(Change.self)
            let adjust = AdjustStock(
                sku: try context.part("sku"), location: change.location, by: change.by, note: change.note)
            return try Response.json(try await adjust.run(try context.desk()))
        }
        api.post("stock/:sku/transfers") { request, context in
            let move = try await request.json(Move.self)
            let transfer = TransferStock(
                sku: try context.part("sku"), from: move.from, to: move.to, units: move.units, note: move.note)
            return try Response.json(try await transfer.run(try context.desk()))
        }
    }
}
