import Commerce
import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Pages
import Wire

/// The live page and the pages behind it, for members of the workspace (see `MemberGate`).
struct PageRoutes {
    let site: Site

    init(_ site: Site) { self.site = site }

    func add(to pages: RouterGroup<SiteContext>) {
        pages.get("") { request, context in
            try await self.page(request, context) { desk in
                let model = BoardModel(desk: desk, verdict: self.site.settings.verdict)
                return Pages.board(try await model.view(BoardQuery(request)), for: context.viewer)
            }
        }
        pages.get("sku/:sku") { request, context in
            try await self.page(request, context) { desk in
                let workspace = try await ShowWorkspace().run(desk)
                let story = try await WhyStock(sku: try context.part("sku")).run(desk)
                return Pages.story(StoryView(story, workspace: workspace.name), for: context.viewer)
            }
        }
        pages.get("plans/:id") { request, context in
            try await self.page(request, context) { desk in
                let workspace = try await ShowWorkspace().run(desk)
                let plan = try await ShowPlan(try context.part("id"), after: 0, limit: 500).run(desk)
                return Pages.plan(PlanView(plan, workspace: workspace.name, now: desk.now), for: context.viewer)
            }
        }
        pages.get("connections") { request, context in
            try await self.page(request, context) { desk in
                let workspace = try await ShowWorkspace().run(desk)
                let connections = try await ListConnections().run(desk).map { ConnectionView($0) }
                return Pages.connections(
                    ConnectionsView(workspace: workspace.name, now: desk.now, connections: connections),
                    for: context.viewer)
            }
        }
        pages.get("diagnostics") { request, context in
            let limit = try request.limit(50, most: 500)
            return try await self.page(request, context) { desk in
                let workspace = try await ShowWorkspace().run(desk)
                let found = try await ListDiagnostics(after: request.query("after"), limit: limit).run(desk)
                return Pages.diagnostics(
                    DiagnosticsPage(found, workspace: workspace.name, now: desk.now), for: context.viewer)
            }
        }
        pages.get("locations") { request, context in
            try await self.page(request, context) { desk in
                let workspace = try await ShowWorkspace().run(desk)
                let places = try await ListLocations().run(desk)
                return Pages.locations(
                    LocationsPage(places, workspace: workspace.name, now: desk.now), for: context.viewer)
            }
        }
        pages.get("locations/:location") { request, context in
            let limit = try request.limit(100, most: 1_000)
            return try await self.page(request, context) { desk in
                let workspace = try await ShowWorkspace().run(desk)
                let stock = try await ShowLocation(
                    try context.part("location"), after: request.query("after"), limit: limit
                ).run(desk)
                return Pages.location(
                    LocationPage(stock, workspace: workspace.name, now: desk.now), for: context.viewer)
            }
        }
        pages.get("orders") { request, context in
            let limit = try request.limit(50, most: 500)
            return try await self.page(request, context) { desk in
                let workspace = try await ShowWorkspace().run(desk)
                let orders = try await ListOrders(after: request.query("after"), limit: limit).run(desk)
                return Pages.orders(
                    OrdersPage(orders, workspace: workspace.name, now: desk.now), for: context.viewer)
            }
        }
        pages.get("orders/:order") { request, context in
            try await self.page(request, context) { desk in
                let workspace = try await ShowWorkspace().run(desk)
                let order = try await ShowOrder(try context.part("order")).run(desk)
                return Pages.order(OrderPage(order, workspace: workspace.name, now: desk.now), for: context.viewer)
            }
        }
        pages.get("privacy") { request, context in
            try await self.page(request, context) { desk in
                let workspace = try await ShowWorkspace().run(desk)
                let requests = try await ListSubjectRequests().run(desk)
                return Pages.requests(
                    RequestsPage(requests, workspace: workspace.name, now: desk.now), for: context.viewer)
            }
        }
    }

    /// The workspace that `?workspace=` names, else the one that the session looks at; in any case one that the member
    /// belongs to and may look at.
    static func desk(_ request: Request, _ context: SiteContext, _ site: Site) throws -> Desk {
        let visitor = try context.member()
        let named = request.query("workspace")
        let place =
            named.map { text in
                visitor.places.first { $0.name == text || $0.tenant == UUID(uuidString: text) }
            } ?? visitor.current
        guard let place else { throw named.map { OperationError.unknownWorkspace($0) } ?? .noWorkspace }
        guard place.may(.look) else { throw MemberError.forbidden(.look) }
        return Desk(site.hub, tenant: place.tenant, trace: context.trace.id, doer: .member(visitor.member))
    }

    private func page(
        _ request: Request, _ context: SiteContext, _ body: (Desk) async throws -> String
    ) async throws -> Response {
        do {
            return Response.html(try await body(try Self.desk(request, context, self.site)))
        } catch OperationError.noWorkspace {
            let view = BoardView(workspace: "", policy: "", now: self.site.hub.now(), empty: .noWorkspace)
            return Response.html(Pages.board(view, for: context.viewer))
        }
    }
}
