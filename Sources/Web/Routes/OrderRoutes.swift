import ConnectorKit
import Hummingbird
import Operations

struct OrderRoutes {
    private struct Parcel: Decodable {
        var carrier: String?
        var tracking: String
    }

    private struct Cancellation: Decodable {
        var reason: CancelReason
        var restock: Bool?
        var refund: Bool?
        var dryRun: Bool?
    }

    private struct Refund: Decodable {
        var lines: [String: Int]?
        var shipping: Bool?
        var restock: Bool?
        var amount: String?
        var byHand: Bool?
        var reason: String?
        /// What was given back before, as a preview told it.
        var refundedBefore: String?
        var dryRun: Bool?
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
        api.post("orders/:order/cancellation") { request, context in
            let asked = try await request.json(Cancellation.self)
            let cancel = CancelOrder(
                try context.part("order"), reason: asked.reason, restock: asked.restock ?? true,
                refund: asked.refund ?? true, isDry: asked.dryRun ?? false)
            return try Response.json(try await cancel.run(try context.desk()))
        }
        api.post("orders/:order/refunds") { request, context in
            let asked = try await request.json(Refund.self)
            let refund = RefundOrder(
                try context.part("order"), lines: asked.lines ?? [:], shipping: asked.shipping,
                restock: asked.restock ?? false, amount: asked.amount, byHand: asked.byHand ?? false,
                reason: asked.reason ?? "", refundedBefore: asked.refundedBefore, isDry: asked.dryRun ?? false)
            return try Response.json(try await refund.run(try context.desk()))
        }
    }
}
