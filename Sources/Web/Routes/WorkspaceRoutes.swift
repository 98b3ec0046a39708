import Commerce
import Hummingbird
import Operations

struct WorkspaceRoutes {
    let site: Site

    init(_ site: Site) { self.site = site }

    private struct New: Decodable {
        var name: String
        var currency: String
        var policy: SellingPolicy?
    }

    func add(to api: RouterGroup<SiteContext>) {
        api.get("workspaces") { _, context in
            let all = try await ListWorkspaces().run(self.site.hub)
            let own = context.grant?.tenant?.text
            return try Response.json(all.filter { own == nil || $0.id == own })
        }
        api.post("workspaces") { request, context in
            guard context.grant?.tenant == nil else { throw Refusal.unauthorized }
            let new = try await request.json(New.self)
            guard let currency = Currency(new.currency) else {
                throw Refusal.invalid("currency", "is not a code of ISO 4217, such as EUR.")
            }
            let made = try await CreateWorkspace(
                name: new.name, currency: currency, policy: new.policy ?? .adaptive, by: context.whose.doer
            ).run(self.site.hub)
            try await AdoptWorkspace(made).run(self.site.hub)
            return try Response.json(made, status: .created)
        }
    }
}
