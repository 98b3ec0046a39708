import Foundation
import Hummingbird
import Jobs
import Operations
import Store

/// `/metrics` for Prometheus: on the machine itself, or with a token for all workspaces.
///
/// Labels are connection ids, routes and states: no name, no SKU, nothing of a buyer.
struct MetricsRoutes {
    let site: Site

    init(_ site: Site) { self.site = site }

    func add(to router: some RouterMethods<SiteContext>) {
        router.get("metrics") { request, context in
            if !Doorway.isLocal(request, context) {
                guard let grant = try await TokenGate.grant(request, hub: self.site.hub), grant.tenant == nil else {
                    throw Refusal.unauthorized
                }
            }
            var response = Response.text(try await self.text())
            response.headers[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
            return response
        }
    }

    func text() async throws -> String {
        let hub = self.site.hub
        var connections: [ConnectionHealth] = []
        for workspace in try await ListWorkspaces().run(hub) {
            guard let tenant = UUID(uuidString: workspace.id) else { continue }
            connections += try await ListConnections().run(Desk(hub, tenant: tenant))
        }
        let jobs = try await hub.store.system { try Jobs.counts($0, now: hub.now()) }
        var page = Exposition()
        Self.add(connections, to: &page)
        self.add(jobs, to: &page)
        self.addRequests(to: &page)
        return page.text
    }

    private static func add(_ connections: [ConnectionHealth], to page: inout Exposition) {
        func each(
            _ value: (ConnectionHealth) -> Double?
        ) -> [(labels: [(String, String)], value: Double?)] {
            connections.map { (labels: [("connection", $0.id), ("channel", $0.channel)], value: value($0)) }
        }
        page.family("connection_calls_total", "counter", "Calls to the shop.", each { Double($0.calls) })
        page.family(
            "connection_throttled_total", "counter", "Calls the shop answered with a request for patience.",
            each { Double($0.throttled) })
        page.family(
            "connection_failures", "gauge", "Calls that failed in a row.", each { Double($0.failures) })
        page.family(
            "connection_waiting_writes", "gauge", "Offers with a change that is not at the shop yet.",
            each { Double($0.waiting) })
        page.family(
            "connection_parked_offers", "gauge", "Offers that wait for a person.", each { Double($0.parked) })
        page.family(
            "connection_offers_agreeing", "gauge", "Linked offers that show what is wanted.",
            each { Double(max(0, $0.linked - $0.waiting - $0.parked - $0.braked)) })
        page.family("connection_offers_linked", "gauge", "Linked offers.", each { Double($0.linked) })
        page.family(
            "connection_unreadable", "gauge", "Records of the shop that cannot be read.", each { Double($0.unreadable) }
        )
        page.family(
            "connection_lag_seconds", "gauge", "Measured seconds from a sale until the other shops showed it.",
            each { $0.lagSeconds })
        page.family(
            "connection_last_answer_age_seconds", "gauge", "Seconds since the shop last answered.",
            each { $0.lastAnswerAge })
        page.family(
            "connection_orders_age_seconds", "gauge", "Seconds since all orders were last read.", each { $0.ordersAge })
        page.family(
            "connections", "gauge", "Connections by state.",
            Dictionary(grouping: connections, by: \.state).sorted { $0.key < $1.key }.map {
                (labels: [("state", $0.key)], value: Double($0.value.count))
            })
    }

    private func add(_ jobs: [JobCounts], to page: inout Exposition) {
        let states: [(String, (JobCounts) -> Int)] = [
            ("ready", { $0.due }), ("running", { $0.running }), ("waiting", { $0.waiting }), ("parked", { $0.parked }),
        ]
        page.family(
            "jobs", "gauge", "Keys by kind and state.",
            jobs.flatMap { job in
                states.map { (labels: [("kind", job.kind), ("state", $0.0)], value: Double($0.1(job))) }
            })
        let now = self.site.hub.now()
        page.family(
            "job_oldest_due_seconds", "gauge", "How long the longest-waiting key has been due.",
            jobs.map {
                (labels: [("kind", $0.kind)], value: $0.oldestDue.map { max(0, now.timeIntervalSince($0)) } ?? 0)
            })
    }

    private func addRequests(to page: inout Exposition) {
        let requests = self.site.meter.all
        func labels(_ key: Meter.Key) -> [(String, String)] {
            [("method", key.method), ("route", key.route), ("status", String(key.status))]
        }
        page.family(
            "http_requests_total", "counter", "Requests answered.",
            requests.map { (labels: labels($0.key), value: Double($0.count.number)) })
        page.family(
            "http_request_seconds_total", "counter", "Seconds spent on them.",
            requests.map { (labels: labels($0.key), value: $0.count.seconds) })
        page.family(
            "live_pages", "gauge", "Live pages that are followed now.",
            [(labels: [], value: Double(self.site.seats.taken))])
    }
}
