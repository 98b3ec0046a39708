import Hummingbird
import Operations

struct FinanceRoutes {
    func add(to api: RouterGroup<SiteContext>) {
        api.get("finances") { request, context in
            let list = ListFinances(
                connection: request.query("connection"), order: request.query("order"), after: request.query("after"),
                limit: try request.limit(100))
            return try Response.json(try await list.run(try context.desk()))
        }
    }
}
