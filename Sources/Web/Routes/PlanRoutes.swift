import Commerce
import Foundation
import Hummingbird
import Operations

struct PlanRoutes {
    /// One of: `{"kind": "go-live", "connection": "Kiel"}`, `{"kind": "prices", "prices": {"RING-7": "12.50"}}`,
    /// `{"kind": "stock", "counts": {"RING-7": 3}}`.
    private struct New: Decodable {
        enum Kind: String, Decodable {
            case goLive = "go-live"
            case prices, stock
        }
        var kind: Kind
        var connection: String?
        var prices: [String: String]?
        var counts: [String: Int]?
        var location: String?
    }
    private struct Applying: Decodable {
        var releaseBrake: Bool?
    }

    func add(to api: RouterGroup<SiteContext>) {
        api.get("plans") { request, context in
            try Response.json(try await ListPlans(limit: try request.limit(50)).run(try context.desk()))
        }
        api.post("plans") { request, context in
            try Response.json(
                try await Self.plan(try await request.json(New.self), try context.desk()), status: .created)
        }
        api.get("plans/:id") { request, context in
            let after = request.query("after").flatMap { Int($0) } ?? 0
            let show = ShowPlan(try context.part("id"), after: after, limit: try request.limit(500))
            return try Response.json(try await show.run(try context.desk()))
        }
        api.post("plans/:id/apply") { request, context in
            let applying = try await request.json(Applying.self)
            let apply = ApplyPlan(try context.part("id"), releaseBrake: applying.releaseBrake ?? false)
            return try Response.json(try await apply.run(try context.desk()))
        }
        api.post("plans/:id/undo") { _, context in
            try Response.json(try await UndoPlan(try context.part("id")).run(try context.desk()))
        }
        api.delete("plans/:id") { _, context in
            _ = try await DiscardPlan(try context.part("id")).run(try context.desk())
            return Response(status: .noContent)
        }
    }

    private static func plan(_ new: New, _ desk: Desk) async throws -> PlanReport {
        switch new.kind {
        case .goLive:
            guard let connection = new.connection else { throw Refusal.invalid("connection", "is missing.") }
            return try await PlanGoLive(connection: connection).run(desk)
        case .prices:
            guard let texts = new.prices else { throw Refusal.invalid("prices", "is missing.") }
            guard let currency = Currency(try await ShowWorkspace().run(desk).currency) else {
                throw Refusal.invalid("currency", "of the workspace is not known to this program.")
            }
            let prices = try texts.mapValues { try Money.parse($0, currency: currency, style: .point) }
            return try await PlanPrices(.list(prices)).run(desk)
        case .stock:
            guard let counts = new.counts else { throw Refusal.invalid("counts", "is missing.") }
            return try await PlanStock(counts: counts, location: new.location).run(desk)
        }
    }
}
