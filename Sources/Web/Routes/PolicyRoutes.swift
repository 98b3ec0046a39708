import Commerce
import Hummingbird
import Operations

struct PolicyRoutes {
    private struct OfWorkspace: Decodable {
        var policy: SellingPolicy?
        var buffer: Int?
        var tolerance: Double?
    }
    private struct OfSKU: Decodable {
        /// Left out: as the workspace says.
        var policy: SellingPolicy?
    }

    func add(to api: RouterGroup<SiteContext>) {
        api.put("policy") { request, context in
            let new = try await request.json(OfWorkspace.self)
            let set = SetPolicy(.workspace(policy: new.policy, buffer: new.buffer, tolerance: new.tolerance))
            return try Response.json(try await set.run(try context.desk()))
        }
        api.put("policy/:sku") { request, context in
            let new = try await request.json(OfSKU.self)
            let set = SetPolicy(.sku(try context.part("sku"), policy: new.policy))
            return try Response.json(try await set.run(try context.desk()))
        }
    }
}
