import Operations
import Pages
import Vault

/// The sheets of everybody who is not signed in yet, each in one place for its first showing and for what came of it.
enum PeopleForms {
    static let passwordHint =
        "15 characters or more. A few unrelated words are fine; a password manager's choice is better."

    static func signIn(
        _ context: SiteContext, address: String = "", next: String = "", notice: String? = nil, isEmpty: Bool = false
    )
        -> FormView
    {
        FormView(
            title: "Sign in",
            sentence: isEmpty
                ? "Nobody has an account here yet. Open the link that `entrepot serve` printed, or print another: "
                    + "entrepot member setup" : nil,
            notice: notice, action: Path.signIn, hidden: next.isEmpty ? [:] : ["next": next],
            fields: [
                FieldView("address", "E-mail address", .email, value: address),
                FieldView("password", "Password", .oldPassword),
            ], button: "Sign in", links: [.init(Path.forgotten, "Forgot the password?")], csrf: context.csrf)
    }

    static func code(_ context: SiteContext) -> FormView {
        FormView(
            title: "Second factor",
            sentence: "Type the code that your authenticator app shows, or one of your recovery codes.",
            action: Path.code, hidden: [:], fields: [FieldView("code", "Code", .code)], button: "Go on",
            links: [.init(Path.signIn, "Start again")], csrf: context.csrf)
    }

    static func setup(
        _ context: SiteContext, token: String, needsWorkspace: Bool, name: String = "", address: String = "",
        workspace: String = "", currency: String = "EUR", terms: Terms? = nil
    ) -> FormView {
        var fields = [
            FieldView("name", "Your name", value: name, autocomplete: "name"),
            FieldView("address", "E-mail address", .email, value: address, hint: "Your account's name."),
            FieldView("password", "Password", .newPassword, hint: Self.passwordHint),
        ]
        if needsWorkspace {
            fields += [
                FieldView(
                    "workspace", "Name of your first workspace", value: workspace,
                    hint: "One business: its stock, its shops."),
                FieldView("currency", "Its currency", value: currency, hint: "Three letters, such as EUR."),
            ]
        }
        var links: [FormView.Link] = []
        Self.ask(terms, &fields, &links)
        return FormView(
            title: "Welcome to Entrepot", sentence: "You are the first here, and will own every workspace.",
            action: Path.setup, hidden: ["token": token], fields: fields, button: "Begin", links: links,
            csrf: context.csrf)
    }

    /// One tick that carries the version that was read.
    private static func ask(_ terms: Terms?, _ fields: inout [FieldView], _ links: inout [FormView.Link]) {
        guard let terms else { return }
        fields.append(
            FieldView("terms", "I accept the terms: \(terms.version)", .check, value: terms.version))
        links.append(.init(Path.terms, "Read the terms"))
    }

    /// For who has accepted earlier ones.
    static func newTerms(_ context: SiteContext, _ terms: Terms) -> FormView {
        var (fields, links): ([FieldView], [FormView.Link]) = ([], [])
        Self.ask(terms, &fields, &links)
        return FormView(
            title: "The terms have changed", sentence: "Read them, and say that you accept them, to go on.",
            action: Path.acceptTerms, fields: fields, button: "Go on", links: links, csrf: context.csrf)
    }

    static func join(
        _ context: SiteContext, _ invitation: InvitationView, token: String, name: String = "", terms: Terms? = nil
    ) -> FormView {
        var form = FormView(
            title: "Join \(invitation.workspace)", sentence: "You are invited as \(invitation.role).",
            action: Path.join, hidden: ["token": token],
            fields: [FieldView("address", "E-mail address", .fixed, value: invitation.address)], button: "Join",
            csrf: context.csrf)
        if let visitor = context.visitor, !visitor.isHalf {
            form.sentence = "You are invited as \(invitation.role), and signed in as \(visitor.address)."
            if visitor.owesTerms != nil { Self.ask(terms, &form.fields, &form.links) }
        } else if invitation.hasAccount {
            form.sentence = "You are invited as \(invitation.role). Sign in with this address first."
            form.action = nil
            form.lines = [invitation.address]
            form.links = [.init(Path.signIn + "?next=" + Path.escapedQuery("\(Path.join)?token=\(token)"), "Sign in")]
        } else {
            form.fields += [
                FieldView("name", "Your name", value: name, autocomplete: "name"),
                FieldView("password", "Password", .newPassword, hint: Self.passwordHint),
            ]
            Self.ask(terms, &form.fields, &form.links)
        }
        return form
    }

    static func forgotten(_ context: SiteContext, isMailed: Bool) -> FormView {
        guard isMailed else {
            return FormView(
                title: "Forgot the password?",
                sentence: "This installation sends no mail. Ask whoever runs it to print a link for you:",
                lines: ["entrepot member reset ADDRESS"], links: [.init(Path.signIn, "Back to sign in")])
        }
        return FormView(
            title: "Forgot the password?", sentence: "We send a link to choose another.", action: Path.forgotten,
            fields: [FieldView("address", "E-mail address", .email)], button: "Send it",
            links: [.init(Path.signIn, "Back to sign in")], csrf: context.csrf)
    }

    static func reset(_ context: SiteContext, token: String) -> FormView {
        FormView(
            title: "Choose a password", sentence: "You will be signed out everywhere.", action: Path.reset,
            hidden: ["token": token],
            fields: [FieldView("password", "New password", .newPassword, hint: Self.passwordHint)], button: "Save",
            csrf: context.csrf)
    }

    static func verify(_ context: SiteContext, token: String) -> FormView {
        FormView(
            title: "Is this your address?", sentence: "Say so, and we know that our mail reaches you.",
            action: Path.verify, hidden: ["token": token], button: "It is mine", csrf: context.csrf)
    }
}
