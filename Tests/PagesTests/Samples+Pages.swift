import Foundation
import Pages

extension Samples {
    static let story = StoryView(
        workspace: "Nordlys Studio", now: Self.now, sku: "MUG-2", title: "Strand mug", options: "Fog", number: 3,
        sentence: "12 mugs lie on the shelf. 7 are promised and 2 are kept back, so 3 may still be sold.",
        policy: "guaranteed", policySentence: "Shares never exceed what there is.",
        steps: [
            StoryStep(.count, "On hand", 12), StoryStep(.detail, "Kiel shelf", 12),
            StoryStep(.less, "Promised to open orders", -7, note: "2 orders"), StoryStep(.less, "Buffer", -2),
            StoryStep(.total, "Available", 3),
        ],
        shops: [
            ShopStory(
                connection: "kiel", name: "Kiel workshop", state: .agreed, share: 2, escrow: 2,
                wanted: .init(quantity: 2, price: "24.50 EUR", time: Self.ago(200)),
                submitted: .init(quantity: 2, time: Self.ago(198)), predicted: .init(quantity: 2),
                observed: .init(quantity: 2, price: "24.50 EUR", time: Self.ago(12))),
            ShopStory(
                connection: "outlet", name: "Outlet", state: .parked,
                wanted: .init(quantity: 1, time: Self.ago(1_300)),
                reason: "Another program has set this stock back three times today.",
                wayOut: "Switch the other program off, or give it the authority."),
        ],
        holds: [
            HoldView(order: "1042", connection: "Kiel workshop", held: 6, state: "paid", placed: Self.ago(60)),
            HoldView(
                order: "1031", connection: "Outlet", held: 1, short: 1, state: "unpaid", placed: Self.ago(4_000)),
        ],
        ledger: [
            MovementView(
                time: Self.ago(3_600), change: -1, balance: 12, cause: "Shipped with order 1019",
                location: "Kiel shelf"),
            MovementView(time: Self.ago(86_400), change: 13, balance: 13, cause: "Counted", location: "Kiel shelf"),
        ])

    static let plan = PlanView(
        workspace: "Nordlys Studio", now: Self.now, id: "p-17", title: "Go live with Outlet", state: .braked,
        made: Self.ago(340), figures: [PlanFigure("Changes", 1_214), PlanFigure("To zero", 61)],
        brakes: [
            BrakeTrip(
                sentence: "61 of 117 offers would go to zero; the limit is 20 in 100.",
                wayOut: "Look through them, then release the brake.")
        ],
        changes: [
            PlanChange(
                sku: "MUG-1", title: "Strand mug", connection: "Outlet", field: "quantity", before: "5", after: "0",
                direction: .fall, reason: "Held by the brake"),
            PlanChange(
                sku: "MUG-2", title: "Strand mug", connection: "Outlet", field: "price", before: nil,
                after: "24.50 EUR"),
        ],
        omitted: 1_212, command: "entrepot plan apply p-17")

    static let error = ErrorView(
        status: 404, title: "No such SKU", sentence: "The workspace holds no SKU \u{201C}MUG-9\u{201D}.",
        wayOut: "Check the spelling, or search on the board.", code: "sku.unknown", trace: "4f1c9a22")

    static let consent = ConsentView(
        title: "Lavender & Lace is connected", sentence: "Etsy lets Entrepot in to \u{201C}Etta\u{201D}.",
        wayOut: "You can close this page.")

    static let consentRefused = ConsentView(
        title: "This shop was not connected", sentence: "The consent took longer than ten minutes.",
        wayOut: "Begin again: entrepot connection add, or reconnect.", code: "consent.expired", trace: "4f1c9a22")

    /// Every page, by the name its fixture has.
    static let pages: [String: String] = {
        var judged = Self.board
        judged.verdict = Self.verdict
        let empty = BoardView(
            workspace: "Nordlys Studio", policy: "Everything is shared.", now: Self.now, empty: .noConnections)
        let connections = ConnectionsView(
            workspace: "Nordlys Studio", now: Self.now, connections: Self.connections)
        return [
            "board": Pages.board(Self.board), "board-with-verdict": Pages.board(judged),
            "board-without-connections": Pages.board(empty), "story": Pages.story(Self.story),
            "plan": Pages.plan(Self.plan), "connections": Pages.connections(connections),
            "error": Pages.error(Self.error), "consent": Pages.consent(Self.consent),
            "consent-refused": Pages.consent(Self.consentRefused),
            "board-for-member": Pages.board(Self.board, for: Self.viewer), "sign-in": Pages.form(Self.signIn),
            "recovery-codes": Pages.form(Self.codes, for: Self.viewer),
            "account": Pages.account(Self.account, for: Self.viewer),
            "members": Pages.members(Self.members, for: Self.viewer),
            "audit": Pages.audit(Self.audit, for: Self.viewer),
            "audit-empty": Pages.audit(Self.quietAudit, for: Self.viewer),
            "diagnostics": Pages.diagnostics(Self.diagnostics, for: Self.viewer),
            "diagnostics-none": Pages.diagnostics(Self.noDiagnostics, for: Self.viewer),
            "orders": Pages.orders(Self.orders, for: Self.viewer),
            "orders-none": Pages.orders(Self.noOrders, for: Self.viewer),
            "order": Pages.order(Self.order, for: Self.viewer),
            "locations": Pages.locations(Self.locations, for: Self.viewer),
            "locations-none": Pages.locations(Self.noLocations, for: Self.viewer),
            "location": Pages.location(Self.location, for: Self.viewer),
            "location-kept": Pages.location(Self.keptLocation, for: Self.viewer),
            "location-bare": Pages.location(Self.bareLocation, for: Self.viewer),
            "requests": Pages.requests(Self.requests, for: Self.viewer),
            "requests-none": Pages.requests(Self.noRequests, for: Self.viewer),
            "members-invited": Pages.members(Self.invited, for: Self.viewer),
        ]
    }()
}
