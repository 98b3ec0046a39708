import Hummingbird
import Operations

/// Whether the process runs, and whether it can do its work. For machines; no token.
struct HealthRoutes {
    let site: Site

    init(_ site: Site) { self.site = site }

    func add(to router: some RouterMethods<SiteContext>) {
        router.get("healthz") { _, _ in Response.text("ok\n") }
        router.get("readyz") { _, _ in
            // Only what is ours to say: an unreachable database names no address.
            try await SchemaCheck.pass(self.site.hub.store)
            return Response.text("ready\n")
        }
    }
}
