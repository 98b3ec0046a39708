import Pages

extension Samples {
    static let audit = AuditPage(
        workspace: "Nordlys Studio", now: Self.now, notice: "Recorded.",
        filter: .init(what: "price", from: "2026-11-01"),
        people: [
            .init(value: "m1", title: "Ada Holm"), .init(value: "machine", title: "The operator, on the machine"),
        ],
        groups: [.init(value: "sign-in", title: "Signing in and out"), .init(value: "price", title: "Prices")],
        lines: [
            .init(
                at: Self.ago(60), who: "Ada Holm", sentence: "set a price", object: "MUG-2",
                detail: [.init(value: "9.00 EUR", title: "from"), .init(value: "12.50 EUR", title: "to")]),
            .init(
                at: Self.ago(4_000), who: "Ada Holm", sentence: "changed a member’s role", object: "Bo Lind",
                detail: [.init(value: "analyst", title: "from"), .init(value: "operator", title: "to")]),
            .init(
                at: Self.ago(90_000), who: "Somebody unknown", sentence: "gave a wrong password", object: nil,
                detail: []),
        ], next: "r3",
        alarms: [
            .init(
                id: "a1", at: Self.ago(500),
                sentence: "A member was locked out after ten wrong passwords or codes in a row.",
                wayOut: "Ask the member.", who: "Bo Lind", place: "POST /sign-in", findings: []),
            .init(
                id: "a2", at: Self.ago(90_000), sentence: "Somebody read unusually much in ten minutes.",
                wayOut: "Ask whoever it was.", who: "A program with the token tok_12ab34cd",
                place: "GET /api/v0/orders", findings: ["Ada Holm: Our own report, run twice."]),
        ],
        access: .init(
            quarter: "2026-Q4",
            lines: [
                .init(
                    kind: .member, id: "m1", name: "Ada Holm", below: "ada@example.org", role: "owner",
                    facts: [
                        "last here 2026\u{2011}11\u{2011}21", "second factor on", "2 browsers signed in", "no tokens",
                    ], state: "keeps it", isDue: false,
                    isFixed: true),
                .init(
                    kind: .member, id: "m2", name: "Bo Lind", below: "bo@example.org",
                    role: "analyst · data of buyers",
                    facts: ["never here", "no second factor", "no browsers signed in", "1 token"], state: "",
                    isDue: true,
                    isFixed: false),
                .init(
                    kind: .token, id: "tok_12ab34cd", name: "till", below: "tok_12ab34cd · of bo@example.org",
                    role: "analyst", facts: ["API token", "made 2026\u{2011}02\u{2011}03", "never used"], state: "",
                    isDue: true,
                    isFixed: false),
                .init(
                    kind: .token, id: "tok_99ef0011", name: "first start", below: "tok_99ef0011 · made on the machine",
                    role: "everything",
                    facts: [
                        "opens every workspace", "made 2026\u{2011}01\u{2011}01", "last used 2026\u{2011}11\u{2011}22",
                    ],
                    state: "whoever runs this installation answers for it", isDue: false, isFixed: true),
            ]), seal: .init(rows: 1_204, at: Self.ago(58)), csrf: "proof")

    static let quietAudit = AuditPage(
        workspace: "Nordlys Studio", now: Self.now, filter: .init(), people: [], groups: [], lines: [], seal: nil,
        csrf: "proof")
}
