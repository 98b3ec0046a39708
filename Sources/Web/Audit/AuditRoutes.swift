import Hummingbird
import Operations

/// The same for programs.
struct AuditRoutes {
    private struct Finding: Decodable { var finding: String }

    func add(to api: RouterGroup<SiteContext>) {
        api.get("audit") { request, context in
            let list = try ListAudit(
                who: request.query("who"), what: request.query("what"), from: request.query("from"),
                until: request.query("until"), after: request.query("after"), limit: try request.limit(100))
            return try Response.json(try await list.run(try context.desk()))
        }
        api.get("alarms") { request, context in
            try Response.json(try await ListAlarms(limit: try request.limit(50)).run(try context.desk()))
        }
        api.post("alarms/:id/reviews") { request, context in
            let sent = try await request.json(Finding.self)
            let desk = try context.desk()
            try await ReviewAlarm(try context.part("id"), finding: sent.finding).run(desk)
            return try Response.json(try await ListAlarms().run(desk))
        }
    }
}
