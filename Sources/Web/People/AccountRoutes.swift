import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Pages
import Vault

/// A member's own account.
struct AccountRoutes {
    let hub: Installation

    func add(to members: RouterGroup<SiteContext>) {
        members.get("account") { _, context in try await self.page(context) }
        members.post("account/profile") { _, context in
            var after = context
            if let look = Look(rawValue: context.form["look"]) { after.visitor?.look = look }
            return try await self.saving(after, "Saved.") { visitor in
                let form = context.form
                try await SetProfile(
                    name: form["name"], company: form["company"], phone: form["phone"], locale: form["locale"],
                    look: form["look"]
                ).run(visitor, self.hub)
            }
        }
        members.post("account/verify") { _, context in
            try await self.saving(context, "A mail is on its way.") { try await VerifyAgain().run($0, self.hub) }
        }
        members.post("account/password") { _, context in
            let visitor = try context.member()
            return try await context.answering(Self.password(context), self.hub) {
                let token = try await ChangePassword(from: context.form["old"], to: context.form["password"])
                    .run(visitor, self.hub)
                return self.renewed(token, context, to: Path.account)
            }
        }
        members.post("account/sessions") { _, context in
            let visitor = try context.member()
            let which = context.form["session"]
            try await EndSession(UUID(uuidString: which).map { .one($0) } ?? .others).run(visitor, self.hub)
            return Response.see(Path.account)
        }
        members.post("workspace") { _, context in
            let tenant = UUID(uuidString: context.form["tenant"])
            guard let tenant else { throw OperationError.unknownWorkspace("") }
            try await SwitchWorkspace(tenant).run(try context.member(), self.hub)
            return Response.see(Path.board)
        }
        members.get("terms/accept") { _, context in
            guard let terms = self.hub.people.terms else { throw Refusal.notFound }
            return Response.html(Pages.form(PeopleForms.newTerms(context, terms), for: context.viewer))
        }
        members.post("terms/accept") { _, context in
            guard let terms = self.hub.people.terms else { throw Refusal.notFound }
            return try await context.answering(PeopleForms.newTerms(context, terms), self.hub) {
                try await AcceptTerms(version: context.form["terms"]).run(try context.member(), self.hub)
                return Response.see(Path.board)
            }
        }
        members.post("account/tokens") { _, context in try await self.makeToken(context) }
        members.post("account/tokens/revoke") { _, context in
            try await self.saving(context, "The token is worth nothing any more.") { visitor in
                let count = try await RevokeToken(own: context.form["token"], of: visitor.member).run(self.hub)
                guard count > 0 else { throw OperationError.unknownToken(context.form["token"]) }
            }
        }
        self.addSecondFactor(to: members)
    }

    // MARK: Tokens of the API

    private func makeToken(_ context: SiteContext) async throws -> Response {
        let visitor = try context.member()
        guard let place = visitor.current else { throw OperationError.noWorkspace }
        do {
            let made = try await CreateToken(
                name: context.form["name"], tenant: place.tenant,
                owner: .init(visitor.member, role: context.form["role"]), by: .member(visitor.member)
            ).run(self.hub)
            return try await self.page(context, shown: made)
        } catch {
            guard let refusal = Refusal(error), refusal.status < 500 else { throw error }
            return try await self.page(context, tokenProblem: refusal)
        }
    }

    /// - Returns: `nil` for who may make none in the workspace that is looked at.
    private static func tokenSheet(_ visitor: Visitor, _ context: SiteContext, _ problem: Refusal?) -> FormView? {
        guard let place = visitor.current, let own = place.role, !place.isSuspended else { return nil }
        let roles = Role.all.filter { $0.permissions.isSubset(of: own.permissions) }.map(\.name)
        return FormView(
            title: "New API token",
            sentence:
                "For a program of yours in \(place.name). It may do what its role may, and never more than you yourself.",
            problem: problem?.problem, action: Path.tokens,
            fields: [
                FieldView(
                    "name", "What it is for", value: problem == nil ? "" : context.form["name"], autocomplete: "off"),
                FieldView("role", "Role", .choice(roles), value: Role.analyst.name),
            ], button: "Make it", csrf: context.csrf)
    }

    // MARK: The second factor

    private func addSecondFactor(to members: RouterGroup<SiteContext>) {
        members.get("account/second-factor") { _, context in
            Response.html(Pages.form(try await self.setUp(context), for: context.viewer))
        }
        members.post("account/second-factor") { _, context in
            let visitor = try context.member()
            return try await context.answering(try await self.setUp(context), self.hub) {
                let (codes, token) = try await ConfirmSecondFactor(
                    password: context.form["password"], code: context.form["code"]
                ).run(visitor, self.hub)
                var inside = context
                inside.session = token
                var response = Response.html(Pages.form(Self.codes(codes, isNew: true), for: inside.viewer))
                SiteCookies(doorway: context.doorway).set(.session, token, on: &response)
                return response
            }
        }
        members.post("account/second-factor/off") { _, context in
            let visitor = try context.member()
            return try await context.answering(Self.secondFactorOff(context), self.hub) {
                let token = try await EndSecondFactor(
                    password: context.form["password"], code: context.form["code"]
                ).run(visitor, self.hub)
                return self.renewed(token, context, to: Path.account)
            }
        }
        members.post("account/recovery-codes") { _, context in
            let visitor = try context.member()
            return try await context.answering(Self.recoveryCodes(context, left: nil), self.hub) {
                let codes = try await MakeRecoveryCodes(
                    password: context.form["password"], code: context.form["code"]
                ).run(visitor, self.hub)
                return Response.html(Pages.form(Self.codes(codes, isNew: false), for: context.viewer))
            }
        }
    }

    private func setUp(_ context: SiteContext) async throws -> FormView {
        let visitor = try context.member()
        let pending = try await BeginSecondFactor().run(visitor, self.hub)
        return FormView(
            title: "Set up a second factor",
            sentence: visitor.owesSecondFactor
                ? "Your role asks for one. Scan this with an authenticator app, or add the key by hand; then type the code that it shows."
                : "Scan this with an authenticator app, or add the key by hand; then type the code that it shows.",
            lines: [pending.secret.reveal(), pending.address.reveal()], code: QRCode(pending.address.reveal()),
            action: Path.secondFactor,
            fields: [
                FieldView("password", "Current password", .oldPassword),
                FieldView("code", "Code of the app", .code, hint: "Six digits; a new one every 30 seconds."),
            ],
            button: "Turn it on", links: [.init(Path.account, "Your account")],
            workspace: visitor.current?.name, csrf: context.csrf)
    }

    private static func codes(_ codes: [Secret], isNew: Bool) -> FormView {
        FormView(
            title: "Your recovery codes",
            sentence: "Each lets you in once when the phone is gone. Keep them away from it. They are shown this once.",
            notice: isNew ? "The second factor is on. Other browsers were signed out." : nil,
            lines: codes.map { $0.reveal() }, links: [.init(Path.board, "I have kept them: to the board")])
    }

    // MARK: The page

    private func page(
        _ context: SiteContext, notice: String? = nil, problem: Refusal? = nil, shown: CreatedToken? = nil,
        tokenProblem: Refusal? = nil
    ) async throws -> Response {
        let visitor = try context.member()
        let account = try await ShowAccount().run(visitor, self.hub)
        let sessions = try await ListSessions().run(visitor, self.hub).map {
            AccountPage.Session(
                id: $0.id.text, browser: $0.browser, signedIn: $0.signedInAt, lastSeen: $0.lastSeenAt, isThis: $0.isThis
            )
        }
        var sheets = [Self.profile(account, context)]
        sheets[0].problem = problem?.problem
        if !account.isVerified, self.hub.people.mailer != nil {
            sheets.append(
                FormView(
                    title: "Your address is not verified", sentence: "Open the link in our mail, or ask for another.",
                    action: Path.verifyAgain, button: "Send another", csrf: context.csrf))
        }
        sheets.append(Self.password(context))
        if let days = visitor.owesPassword {
            sheets[sheets.count - 1].problem = Refusal(MemberError.passwordTooOld(days: days))?.problem
        }
        if account.hasSecondFactor {
            sheets.append(Self.recoveryCodes(context, left: account.recoveryCodes))
            if !visitor.mustHaveSecondFactor { sheets.append(Self.secondFactorOff(context)) }
        } else {
            sheets.append(
                FormView(
                    title: "Second factor",
                    sentence:
                        "A code from your phone beside the password: who learns the password alone stays outside.",
                    links: [.init(Path.secondFactor, "Set it up")]))
        }
        if let shown {
            sheets.insert(
                FormView(
                    title: "Your new API token", sentence: "Copy it now: it is shown this once.",
                    lines: [shown.token.reveal()]), at: 0)
        }
        if let sheet = Self.tokenSheet(visitor, context, tokenProblem) { sheets.append(sheet) }
        let tokens = try await ListTokens(.ofMember(visitor.member)).run(self.hub).map {
            AccountPage.Token(
                id: $0.id, name: $0.name, workspace: $0.workspace ?? "", role: $0.role ?? "", made: $0.createdAt)
        }
        let view = AccountPage(
            workspace: visitor.current?.name, now: self.hub.now(), notice: notice, sheets: sheets, sessions: sessions,
            tokens: tokens, csrf: context.csrf)
        return Response.html(
            Pages.account(view, for: context.viewer),
            status: (problem ?? tokenProblem).map { HTTPResponse.Status(code: $0.status) } ?? .ok)
    }

    private func saving(
        _ context: SiteContext, _ notice: String, _ body: (Visitor) async throws -> Void
    ) async throws -> Response {
        do {
            try await body(try context.member())
            return try await self.page(context, notice: notice)
        } catch {
            guard let refusal = Refusal(error), refusal.status < 500 else { throw error }
            return try await self.page(context, problem: refusal)
        }
    }

    private func renewed(_ token: BearerToken, _ context: SiteContext, to path: String) -> Response {
        var response = Response.see(path)
        SiteCookies(doorway: context.doorway).set(.session, token, on: &response)
        return response
    }

    private static func profile(_ account: AccountView, _ context: SiteContext) -> FormView {
        FormView(
            title: "Profile", action: Path.profile,
            fields: [
                FieldView("address", "E-mail address", .fixed, value: account.address),
                FieldView("name", "Your name", value: account.name, autocomplete: "name"),
                FieldView(
                    "company", "Company", value: account.company, isRequired: false, autocomplete: "organization"),
                FieldView("phone", "Phone", .phone, value: account.phone, isRequired: false),
                FieldView("locale", "Language", value: account.locale, hint: "Such as en or de-CH.", isRequired: false),
                FieldView(
                    "look", "Appearance", .choice(Look.allCases.map(\.rawValue)), value: account.look.rawValue,
                    hint: "“system” is as your device has it."),
            ], csrf: context.csrf)
    }

    private static func password(_ context: SiteContext) -> FormView {
        FormView(
            title: "Password", sentence: "Changing it signs every other browser out.", action: Path.password,
            fields: [
                FieldView("old", "Current password", .oldPassword),
                FieldView("password", "New password", .newPassword, hint: PeopleForms.passwordHint),
            ], button: "Change it", csrf: context.csrf)
    }

    private static func recoveryCodes(_ context: SiteContext, left: Int?) -> FormView {
        FormView(
            title: "Recovery codes", sentence: left.map { "\($0) of \(RecoveryCodes.count) are left." },
            action: Path.recoveryCodes, fields: Self.proof, button: "Make ten new ones", csrf: context.csrf)
    }

    private static func secondFactorOff(_ context: SiteContext) -> FormView {
        FormView(
            title: "Turn the second factor off", action: Path.secondFactorOff, fields: Self.proof,
            button: "Turn it off",
            isGrave: true, csrf: context.csrf)
    }

    private static let proof = [
        FieldView("password", "Password", .oldPassword), FieldView("code", "Code", .code),
    ]
}
