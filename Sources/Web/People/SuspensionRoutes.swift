import Foundation
import Hummingbird
import Operations
import Pages
import Wire

/// All that a suspended workspace shows: why, what was said to it, and the way to take everything along.
struct SuspensionRoutes {
    let site: Site

    init(_ site: Site) { self.site = site }

    func add(to members: RouterGroup<SiteContext>) {
        members.get("suspended") { _, context in
            guard let form = try await self.sheet(context) else { return Response.see(Path.board) }
            return Response.html(Pages.form(form, for: context.viewer))
        }
        members.post("suspended") { _, context in
            guard try context.member().current?.may(.manageMembers) ?? false else {
                throw MemberError.forbidden(.manageMembers)
            }
            guard let form = try await self.sheet(context) else { return Response.see(Path.board) }
            let desk = try self.desk(context)
            return try await context.answering(form, self.site.hub) {
                try await AppealSuspension(context.form["objection"]).run(desk)
                return Response.see(Path.suspended)
            }
        }
        members.get("export") { _, context in
            let desk = try self.desk(context)
            guard try context.member().place(desk.tenant)?.may(.manageMembers) ?? false else {
                throw MemberError.forbidden(.manageMembers)
            }
            return ExportRoutes.response(desk)
        }
    }

    private func desk(_ context: SiteContext) throws -> Desk {
        let visitor = try context.member()
        guard let place = visitor.current else { throw OperationError.noWorkspace }
        return Desk(self.site.hub, tenant: place.tenant, trace: context.trace.id, doer: .member(visitor.member))
    }

    /// - Returns: `nil` where all is well.
    private func sheet(_ context: SiteContext) async throws -> FormView? {
        let visitor = try context.member()
        let workspace = try await ShowWorkspace().run(try self.desk(context))
        guard let suspended = workspace.suspended else { return nil }
        let mayManage = visitor.current?.may(.manageMembers) ?? false
        let heard = suspended.appeal.map { text in
            " You objected on \(suspended.appealedAt.map(Self.day) ?? ""): “\(text)”"
        }
        var form = FormView(
            title: "\(workspace.name) is suspended",
            sentence:
                "Whoever runs this installation stopped it on \(Self.day(suspended.since)) for the reason above. Shops are not "
                + "called, and nothing can be changed; what is sold meanwhile is taken in when it goes on."
                + (heard ?? ""),
            problem: .init(sentence: suspended.reason, wayOut: "", code: "workspace.suspended"),
            workspace: workspace.name, csrf: context.csrf)
        guard mayManage else { return form }
        form.action = Path.suspended
        form.fields = [
            FieldView(
                "objection", "What you say to that", hint: "In one line; whoever runs the installation reads it.",
                autocomplete: "off")
        ]
        form.button = suspended.appeal == nil ? "Object" : "Say it anew"
        form.links = [.init(Path.export, "Export everything"), .init(Path.account, "Your account")]
        return form
    }

    /// `2026-11-22`, UTC, with hyphens that a line does not break at.
    private static func day(_ date: Date) -> String {
        String(date.ISO8601Format().prefix(10)).replacing("-", with: "\u{2011}")
    }
}
