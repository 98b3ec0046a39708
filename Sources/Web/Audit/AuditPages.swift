import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Pages

/// The audit log and the alarms, for who answers for a workspace.
struct AuditPages {
    let site: Site

    init(_ site: Site) { self.site = site }

    func add(to members: RouterGroup<SiteContext>) {
        members.get("audit") { request, context in try await self.page(request, context) }
        members.post("audit/alarms/:id") { request, context in
            let desk = try self.desk(request, context)
            do {
                try await ReviewAlarm(try context.part("id"), finding: context.form["finding"]).run(desk)
            } catch let error as AuditError {
                return try await self.page(request, context, problem: Refusal(error))
            }
            return try await self.page(request, context, notice: "Recorded.")
        }
        members.post("audit/access") { request, context in try await self.keep(request, context) }
    }

    private func keep(_ request: Request, _ context: SiteContext) async throws -> Response {
        let desk = try self.desk(request, context)
        let named = context.form["member"]
        var members: Set<UUID>?
        if !named.isEmpty {
            guard let id = UUID(uuidString: named) else { throw MemberError.memberUnknown }
            members = [id]
        }
        let kept = try await KeepAccess(members, by: .member(try context.member())).run(desk)
        return try await self.page(
            request, context, notice: kept == 1 ? "One answer is recorded." : "\(kept) answers are recorded.")
    }

    private func desk(_ request: Request, _ context: SiteContext) throws -> Desk {
        let desk = try PageRoutes.desk(request, context, self.site)
        guard let place = try context.member().place(desk.tenant), place.may(.audit) else {
            throw MemberError.forbidden(.audit)
        }
        return desk
    }

    private func page(
        _ request: Request, _ context: SiteContext, notice: String? = nil, problem: Refusal? = nil
    ) async throws -> Response {
        let desk = try self.desk(request, context)
        let asked = AuditPage.Filter(
            who: request.query("who") ?? "", what: request.query("what") ?? "", from: request.query("from") ?? "",
            until: request.query("until") ?? "")
        let list = try await ListAudit(
            who: request.query("who"), what: request.query("what"), from: request.query("from"),
            until: request.query("until"), after: request.query("after"), limit: try request.limit(50, most: 500)
        ).run(desk)
        let workspace = try await ShowWorkspace().run(desk)
        let seal = try await ShowSeal().run(desk)
        let view = AuditPage(
            workspace: workspace.name, now: desk.now, notice: notice, problem: problem?.problem, filter: asked,
            people: try await ListDoers().run(desk).map { .init(value: $0.id, title: $0.name) },
            groups: Deed.groups.map { .init(value: $0.name, title: $0.title) }, lines: list.lines.map(Self.line),
            next: list.next, alarms: try await ListAlarms().run(desk).map(Self.alarm),
            access: Self.access(try await ShowAccess().run(desk)), seal: seal.map { .init(rows: $0.rows, at: $0.at) },
            csrf: context.csrf)
        return Response.html(
            Pages.audit(view, for: context.viewer),
            status: problem.map { HTTPResponse.Status(code: $0.status) } ?? .ok)
    }

    private static func access(_ list: AccessList) -> AuditPage.Access {
        AuditPage.Access(
            quarter: list.quarter,
            lines: list.lines.map { line in
                AuditPage.Access.Line(
                    id: line.id, name: line.name, address: line.address,
                    role: line.role + (line.buyerData ? " · data of buyers" : ""),
                    hasSecondFactor: line.hasSecondFactor, isKept: line.answer != nil, isDue: line.isDue)
            })
    }

    private static func line(_ line: AuditLine) -> AuditPage.Line {
        AuditPage.Line(
            at: line.at, who: line.who, sentence: line.sentence, object: line.on,
            detail: line.facts.map { .init(value: $0.value, title: $0.name) })
    }

    private static func alarm(_ alarm: AlarmLine) -> AuditPage.Alarm {
        AuditPage.Alarm(
            id: alarm.id, at: alarm.at, sentence: alarm.sentence, wayOut: alarm.wayOut, who: alarm.who,
            place: alarm.place, findings: alarm.reviews.map { "\($0.who): \($0.finding)" })
    }
}
