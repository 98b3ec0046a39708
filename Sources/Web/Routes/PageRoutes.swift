import Commerce
import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Pages
import Wire

/// The live page and the pages behind it. On this machine only; no token (see `LoopbackGate`).
struct PageRoutes {
    let site: Site

    init(_ site: Site) { self.site = site }

    func add(to pages: RouterGroup<SiteContext>) {
        pages.get("") { request, context in
            try await self.page(request, context) { desk in
                let model = BoardModel(desk: desk, verdict: self.site.settings.verdict)
                return Pages.board(try await model.view(BoardQuery(request)))
            }
        }
        pages.get("sku/:sku") { request, context in
            try await self.page(request, context) { desk in
                let workspace = try await ShowWorkspace().run(desk)
                let story = try await WhyStock(sku: try context.part("sku")).run(desk)
                return Pages.story(StoryView(story, workspace: workspace.name))
            }
        }
        pages.get("plans/:id") { request, context in
            try await self.page(request, context) { desk in
                let workspace = try await ShowWorkspace().run(desk)
                let plan = try await ShowPlan(try context.part("id"), after: 0, limit: 500).run(desk)
                return Pages.plan(PlanView(plan, workspace: workspace.name, now: desk.now))
            }
        }
        pages.get("connections") { request, context in
            try await self.page(request, context) { desk in
                let workspace = try await ShowWorkspace().run(desk)
                let connections = try await ListConnections().run(desk).map { ConnectionView($0) }
                return Pages.connections(
                    ConnectionsView(workspace: workspace.name, now: desk.now, connections: connections))
            }
        }
    }

    /// The workspace that `?workspace=` names, else the only one, else the oldest: a page must show something.
    static func desk(_ request: Request, _ context: SiteContext, _ site: Site) async throws -> Desk {
        let tenant: UUID
        do { tenant = try await FindWorkspace(request.query("workspace")).run(site.hub) } catch OperationError
            .ambiguousWorkspace
        {
            guard let first = try await ListWorkspaces().run(site.hub).first.flatMap({ UUID(uuidString: $0.id) }) else {
                throw OperationError.noWorkspace
            }
            tenant = first
        }
        return Desk(site.hub, tenant: tenant, trace: context.trace.id)
    }

    private func page(
        _ request: Request, _ context: SiteContext, _ body: (Desk) async throws -> String
    ) async throws -> Response {
        do {
            return Response.html(try await body(try await Self.desk(request, context, self.site)))
        } catch OperationError.noWorkspace {
            let view = BoardView(workspace: "", policy: "", now: self.site.hub.now(), empty: .noWorkspace)
            return Response.html(Pages.board(view))
        } catch {
            // A person is reading: the same words as a problem, as a page.
            guard let refusal = Refusal(error), refusal.status < 500 || refusal.status == 503 else { throw error }
            let view = ErrorView(
                status: refusal.status, title: "This cannot be shown", sentence: refusal.sentence,
                wayOut: refusal.wayOut, code: refusal.code, trace: context.trace.id)
            return Response.html(Pages.error(view), status: HTTPResponse.Status(code: refusal.status))
        }
    }
}
