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
        members.post("audit/access") { request, context in try await self.answer(request, context) }
    }

    /// One answer, or all that are owed at once.
    private func answer(_ request: Request, _ context: SiteContext) async throws -> Response {
        let (desk, form) = (try self.desk(request, context), context.form)
        let inviter = Inviter.member(try context.member())
        let (member, token) = (form["member"], form["token"])
        guard member.isEmpty || UUID(uuidString: member) != nil else { throw MemberError.memberUnknown }
        let id = UUID(uuidString: member)
        do {
            if form["answer"] == "take" {
                guard
                    let taking = token.isEmpty
                        ? id.map({ TakeAccess($0, by: inviter) }) : .init(token: token, by: inviter)
                else { throw MemberError.memberUnknown }
                try await taking.run(desk)
                return try await self.page(request, context, notice: "The access is taken away.")
            }
            let keeping = token.isEmpty ? KeepAccess(id.map { [$0] }, by: inviter) : .init(token: token, by: inviter)
            let kept = try await keeping.run(desk)
            return try await self.page(
                request, context, notice: kept == 1 ? "One answer is recorded." : "\(kept) answers are recorded.")
        } catch MemberError.lastOwner {
            return try await self.page(request, context, problem: Refusal(MemberError.lastOwner))
        }
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
            groups: Deed.groups.map { .init(value: $0.name, title: $0.title) },
            lines: try await self.lines(list, desk, context.member()),
            next: list.next, alarms: try await ListAlarms().run(desk).map(Self.alarm),
            access: Self.access(try await ShowAccess().run(desk), for: try context.member()),
            seal: seal.map { .init(rows: $0.rows, at: $0.at) },
            csrf: context.csrf)
        return Response.html(
            Pages.audit(view, for: context.viewer),
            status: problem.map { HTTPResponse.Status(code: $0.status) } ?? .ok)
    }

    private static func access(_ list: AccessList, for visitor: Visitor) -> AuditPage.Access {
        AuditPage.Access(
            quarter: list.quarter,
            lines: list.lines.map { line in
                AuditPage.Access.Line(
                    kind: .member, id: line.id, name: line.name, below: line.address,
                    role: line.role + (line.buyerData ? " · data of buyers" : ""),
                    facts: [
                        line.seenAt.map { "last here \(Self.day($0))" } ?? "never here",
                        line.hasSecondFactor ? "second factor on" : "no second factor",
                        Self.count(line.sessions, "browser", "browsers") + " signed in",
                        Self.count(line.tokens, "token", "tokens"),
                    ], state: Self.state(line.answer, line.isDue), isDue: line.isDue,
                    isFixed: line.id == visitor.member.text)
            }
                + list.tokens.map { line in
                    AuditPage.Access.Line(
                        kind: .token, id: line.id, name: line.name,
                        below: line.id + " · " + (line.owner.map { "of \($0)" } ?? "made on the machine"),
                        role: line.role ?? "everything",
                        facts: [
                            line.isWide ? "opens every workspace" : "API token", "made \(Self.day(line.createdAt))",
                            line.usedAt.map { "last used \(Self.day($0))" } ?? "never used",
                        ],
                        state: line.isWide
                            ? "whoever runs this installation answers for it" : Self.state(line.answer, line.isDue),
                        isDue: line.isDue, isFixed: line.isWide)
                })
    }

    private static func state(_ answer: String?, _ isDue: Bool) -> String {
        answer == nil ? isDue ? "" : "new in it" : "keeps it"
    }

    private static func count(_ count: Int, _ one: String, _ many: String) -> String {
        count == 1 ? "1 \(one)" : "\(count == 0 ? "no" : "\(count)") \(many)"
    }

    /// `2026-11-22`, UTC, with hyphens that a line does not break at.
    private static func day(_ date: Date) -> String {
        String(date.ISO8601Format().prefix(10)).replacing("-", with: "\u{2011}")
    }

    /// Whoever may see buyers' data sees too why somebody read them: what was written there may name one.
    private func lines(_ list: AuditList, _ desk: Desk, _ visitor: Visitor) async throws -> [AuditPage.Line] {
        var lines = list.lines.map(Self.line)
        guard visitor.place(desk.tenant)?.may(.buyerData) ?? false else { return lines }
        for (index, line) in list.lines.enumerated() where line.deed == Deed.buyerDataRead.rawValue {
            guard let id = UUID(uuidString: line.id), let why = try await ShowPurpose(id, for: visitor).run(desk)
            else { continue }
            lines[index].detail.append(.init(value: why, title: "why"))
        }
        return lines
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
