import Pages

extension Samples {
    static let viewer = ViewerBar(
        name: "Ada Holm", address: "ada@example.org",
        workspaces: [
            .init(id: "t1", name: "Nordlys Studio", role: "owner", isCurrent: true),
            .init(id: "t2", name: "Second hand", role: "analyst", isCurrent: false),
        ], seesMembers: true, seesAudit: true, look: "dark", csrf: "proof")

    static let signIn = FormView(
        title: "Sign in",
        problem: .init(
            sentence: "The address or the password is wrong.", wayOut: "Try again.", code: "member.wrong-password"),
        action: Path.signIn, hidden: ["next": "/sku/MUG-2"],
        fields: [
            FieldView("address", "E-mail address", .email, value: "ada@example.org"),
            FieldView("password", "Password", .oldPassword),
        ], button: "Sign in", links: [.init(Path.forgotten, "Forgot the password?")], csrf: "proof")

    static let codes = FormView(
        title: "Your recovery codes", sentence: "Each lets you in once.", notice: "The second factor is on.",
        lines: ["AAAA-BBBB-CCCC-DDDD", "EEEE-FFFF-GGGG-HHHH"], code: QRCode("HELLO"),
        links: [.init(Path.board, "To the board")])

    static let account = AccountPage(
        workspace: "Nordlys Studio", now: Self.now, notice: "Saved.",
        sheets: [
            FormView(
                title: "Profile", action: Path.profile,
                fields: [
                    FieldView("address", "E-mail address", .fixed, value: "ada@example.org"),
                    FieldView("name", "Your name", value: "Ada Holm", autocomplete: "name"),
                    FieldView("phone", "Phone", .phone, isRequired: false),
                ], csrf: "proof"),
            FormView(
                title: "Turn the second factor off", action: Path.secondFactorOff,
                fields: [FieldView("code", "Code", .code, hint: "Six digits.")], button: "Turn it off", isGrave: true,
                csrf: "proof"),
        ],
        sessions: [
            .init(id: "s1", browser: "Firefox on Linux", signedIn: Self.ago(900), lastSeen: Self.ago(3), isThis: true),
            .init(
                id: "s2", browser: "Safari on iPhone", signedIn: Self.ago(9_000), lastSeen: Self.ago(700), isThis: false
            ),
        ], csrf: "proof")

    static let members = MembersPage(
        workspace: "Nordlys Studio", now: Self.now, members: Self.crew,
        invitations: [
            .init(
                id: "i1", address: "cy@example.org", role: "analyst", state: "the mail did not go out: refused (550)",
                isTrouble: true, made: Self.ago(4_000))
        ],
        invite: FormView(
            title: "Invite somebody", action: Path.invitations,
            fields: [
                FieldView("address", "E-mail address", .email),
                FieldView("role", "Role", .choice(["operator", "analyst"]), value: "analyst"),
                FieldView("buyer-data", "May see buyers' personal data", .check, isRequired: false),
            ], button: "Invite", csrf: "proof"), mayManage: true, csrf: "proof")

    static let invited: MembersPage = {
        var view = Self.members
        view.link = "https://hub.example/join?token=eni_x"
        view.problem = .init(sentence: "It did not work.", wayOut: "Try again.", code: "x")
        view.invite = nil
        view.mayManage = false
        view.members[1].roles = []
        return view
    }()

    private static let crew = [
        MembersPage.Member(
            id: "m1", name: "Ada Holm", address: "ada@example.org", role: "owner", buyerData: false,
            hasSecondFactor: true, joined: Self.ago(90_000), roles: ["owner", "operator"], isViewer: true),
        MembersPage.Member(
            id: "m2", name: "Bo Lind", address: "bo@example.org", role: "operator", buyerData: true,
            hasSecondFactor: false, joined: Self.ago(80_000), roles: ["owner", "operator"], isViewer: false),
    ]
}
