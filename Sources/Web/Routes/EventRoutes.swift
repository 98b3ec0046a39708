import Hummingbird
import Operations

struct EventRoutes {
    func add(to api: RouterGroup<SiteContext>) {
        api.get("events") { request, context in
            let list = ListEvents(
                sku: request.query("sku"), trace: request.query("trace"), after: request.query("after"),
                limit: try request.limit(100))
            return try Response.json(try await list.run(try context.desk()))
        }
    }
}
