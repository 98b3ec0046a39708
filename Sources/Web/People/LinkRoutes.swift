import Commerce
import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Pages
import Vault

/// What links open that are good once. Looking at one uses nothing up: mail programs look at links by themselves.
struct LinkRoutes {
    let hub: Installation

    func add(to pages: RouterGroup<SiteContext>) {
        self.addSetup(to: pages)
        self.addJoining(to: pages)
        self.addPasswords(to: pages)
        // Made on this machine for whoever sits at it.
        pages.get("terms") { _, _ in
            guard let terms = self.hub.people.terms else { throw Refusal.notFound }
            return Response.text(terms.text + "\n\n" + terms.version + "\n")
        }
        pages.get("enter") { request, context in
            guard case .machine = context.doorway else { throw MemberError.linkUnknown }
            let signed = try await Enter(token: request.query("token") ?? "").run(
                self.hub, marks: context.marks(request))
            return context.welcome(signed, to: Path.board)
        }
    }

    private func addSetup(to pages: RouterGroup<SiteContext>) {
        pages.get("setup") { request, context in
            let token = request.query("token") ?? ""
            try await SetUp.check(token, self.hub)
            let isNew = try await ListWorkspaces().run(self.hub).isEmpty
            return Response.html(
                Pages.form(
                    PeopleForms.setup(
                        context, token: token, needsWorkspace: isNew, terms: self.hub.people.terms)))
        }
        pages.post("setup") { request, context in
            let form = context.form
            let isNew = try await ListWorkspaces().run(self.hub).isEmpty
            let view = PeopleForms.setup(
                context, token: form["token"], needsWorkspace: isNew, name: form["name"], address: form["address"],
                workspace: form["workspace"], currency: form["currency"], terms: self.hub.people.terms)
            return try await context.answering(view, self.hub) {
                guard let currency = isNew ? Currency(form["currency"].uppercased()) : .eur else {
                    throw OperationError.invalid(field: "Currency", reason: "Give a code of ISO 4217, such as EUR.")
                }
                let signed = try await SetUp(
                    token: form["token"], address: form["address"], name: form["name"], password: form["password"],
                    workspace: form["workspace"], currency: currency, terms: form["terms"]
                ).run(self.hub, marks: context.marks(request))
                return context.welcome(signed, to: Path.board)
            }
        }
    }

    private func addJoining(to pages: RouterGroup<SiteContext>) {
        pages.get("join") { request, context in
            let token = request.query("token") ?? ""
            let invitation = try await ShowInvitation(token: token).run(self.hub)
            if let visitor = context.visitor, !visitor.isHalf, visitor.address != invitation.address {
                throw MemberError.invitationForAnother
            }
            return Response.html(
                Pages.form(
                    PeopleForms.join(context, invitation, token: token, terms: self.hub.people.terms),
                    for: context.viewer))
        }
        pages.post("join") { request, context in
            let form = context.form
            let invitation = try await ShowInvitation(token: form["token"]).run(self.hub)
            let view = PeopleForms.join(
                context, invitation, token: form["token"], name: form["name"], terms: self.hub.people.terms)
            return try await context.answering(view, self.hub) {
                let who: AcceptInvitation.Who =
                    if let visitor = context.visitor, !visitor.isHalf {
                        .visitor(visitor)
                    } else {
                        .stranger(name: form["name"], password: form["password"])
                    }
                let signed = try await AcceptInvitation(token: form["token"], as: who, terms: form["terms"])
                    .run(self.hub, marks: context.marks(request))
                return context.welcome(signed, to: Path.board)
            }
        }
    }

    private func addPasswords(to pages: RouterGroup<SiteContext>) {
        pages.get("forgotten") { _, context in
            Response.html(Pages.form(PeopleForms.forgotten(context, isMailed: self.hub.people.mailer != nil)))
        }
        pages.post("forgotten") { _, context in
            let form = PeopleForms.forgotten(context, isMailed: self.hub.people.mailer != nil)
            return try await context.answering(form, self.hub) {
                try await AskForReset(address: context.form["address"]).run(self.hub)
                // The same for everybody: whether there is an account is nobody else's business.
                return Response.html(
                    Pages.form(
                        FormView(
                            title: "Look into your mail",
                            sentence: "If that address has an account, a link is on its way to it. It is good for "
                                + "half an hour.", links: [.init(Path.signIn, "Back to sign in")])))
            }
        }
        pages.get("reset") { request, context in
            let token = request.query("token") ?? ""
            try await ResetPassword.check(token, self.hub)
            return Response.html(Pages.form(PeopleForms.reset(context, token: token)))
        }
        pages.post("reset") { _, context in
            let form = context.form
            return try await context.answering(PeopleForms.reset(context, token: form["token"]), self.hub) {
                try await ResetPassword(token: form["token"], password: form["password"]).run(self.hub)
                return Response.html(
                    Pages.form(PeopleForms.signIn(context, notice: "The password is saved. Sign in with it.")))
            }
        }
        pages.get("verify") { request, context in
            Response.html(Pages.form(PeopleForms.verify(context, token: request.query("token") ?? "")))
        }
        pages.post("verify") { _, context in
            try await VerifyAddress(token: context.form["token"]).run(self.hub)
            return Response.html(
                Pages.form(
                    FormView(
                        title: "Thank you", sentence: "We know now that our mail reaches you.",
                        links: [.init(Path.board, "To the board")]), for: context.viewer))
        }
    }
}
