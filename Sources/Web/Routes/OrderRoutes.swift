import Hummingbird
import Operations

struct OrderRoutes {
    private struct Parcel: Decodable {
        var carrier: String?
        var tracking: String
    }

    func add(to api: RouterGroup<SiteContext>) {
        api.get("orders") { request, context in
            let list = ListOrders(after: request.query("after"), limit: try request.limit(50))
            return try Response.json(try await list.run(try context.desk()))
        }
        api.get("orders/:order") { _, context in
            try Response.json(try await ShowOrder(try context.part("order")).run(try context.desk()))
        }
        api.post("orders/:order/shipments") { request, context in
            let parcel = try await request.json(Parcel.self)
            let ship = ShipOrder(try context.part("order"), carrier: parcel.carrier, tracking: parcel.tracking)
            return try Response.json(try await ship.run(try context.desk()), status: .created)
        }
    }
}
