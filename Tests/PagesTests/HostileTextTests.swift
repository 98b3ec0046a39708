import Pages
import Testing

@Suite("Titles that try to be markup")
struct HostileTextTests {
    static let titles = [
        "<script>alert(1)</script>", "\" onmouseover=\"alert(1)", "' onfocus='alert(1)", "</title><img src=x>",
        "</template><script>alert(1)</script>", "{{workspace}} {{{workspace}}}", "&lt;b&gt;",
        "\"\u{301} onmouseover=alert(1) x=\"\u{301}", "<\u{301}script>", "<\u{200D}img src=x>",
    ]

    @Test("a title is text wherever it stands on the board", arguments: Self.titles)
    func board(title: String) {
        var view = Samples.board
        view.workspace = title
        view.policy = title
        view.verdict = Samples.verdict
        view.verdict?.setting = title
        view.connections[0].name = title
        view.connections[0].problem = title
        view.rows[0] = Samples.row(title, title: title, cells: view.rows[0].cells)
        view.rows[0].cells[0].connectionName = title
        view.rows[0].cells[0].reason = title
        view.list.search = title
        view.events[0] = EventView(
            id: title, time: Samples.now, level: .plain, kind: title, text: title, sku: title, connection: title,
            trace: title)
        Self.expectHarmless(Pages.board(view), like: Self.calmBoard)
    }

    @Test("a shop's name is text on the page that a consent ends at", arguments: Self.titles)
    func consent(title: String) {
        var view = Samples.consentRefused
        view.title = title
        view.sentence = title
        view.wayOut = title
        Self.expectHarmless(Pages.consent(view), like: Pages.consent(Samples.consentRefused))
    }

    @Test("a title is text on a story", arguments: Self.titles)
    func story(title: String) {
        var view = Samples.story
        view.title = title
        view.sku = title
        view.options = title
        view.ledger[0].cause = title
        view.shops[0].name = title
        view.shops[0].connection = title
        view.holds[0].order = title
        Self.expectHarmless(Pages.story(view), like: Pages.story(Samples.story))
    }

    @Test("a title is text on a plan", arguments: Self.titles)
    func plan(title: String) {
        var view = Samples.plan
        view.title = title
        view.changes[0].title = title
        view.changes[0].before = title
        view.command = title
        Self.expectHarmless(Pages.plan(view), like: Pages.plan(Samples.plan))
    }

    @Test("what a shop says of an order is text", arguments: Self.titles)
    func order(title: String) {
        func all(_ text: String) -> String {
            var (order, orders, requests) = (Samples.order, Samples.orders, Samples.requests)
            (order.number, order.connection, order.pending) = (text, text, text)
            (order.lines[0].sku, order.lines[0].title, order.lines[1].sku) = (text, text, text)
            order.outcomes[0].sentence = text
            (order.returns[0].name, order.returns[0].goods) = (text, [text])
            (order.parcels[0].tracking, order.parcels[0].carrier, order.parcels[1].reason) = (text, text, text)
            (orders.rows[0].number, orders.rows[0].connection, orders.rows[0].id) = (text, text, text)
            orders.next = text
            (requests.rows[0].connection, requests.rows[0].sentence) = (text, text)
            return Pages.order(order) + Pages.orders(orders) + Pages.requests(requests)
        }
        Self.expectHarmless(all(title), like: all("x"))
    }

    @Test("what a place and its goods are called is text", arguments: Self.titles)
    func location(title: String) {
        func all(_ text: String) -> String {
            var (locations, location) = (Samples.locations, Samples.keptLocation)
            (locations.rows[0].name, locations.rows[2].countedBy, locations.rows[1].id) = (text, text, text)
            (location.name, location.sentence, location.next) = (text, text, text)
            (location.rows[0].sku, location.rows[0].title, location.rows[1].sku) = (text, text, text)
            return Pages.locations(locations) + Pages.location(location)
        }
        Self.expectHarmless(all(title), like: all("x"))
    }

    @Test("what a shop says of what it refuses is text", arguments: Self.titles)
    func diagnostics(title: String) {
        func all(_ text: String) -> String {
            var page = Samples.diagnostics
            (page.rows[1].sku, page.rows[1].title, page.rows[1].field) = (text, text, text)
            (page.rows[1].rule, page.rows[1].said, page.rows[1].fix) = (text, text, text)
            (page.rows[1].command, page.rows[1].shop, page.rows[1].kind, page.next) = (text, text, text, text)
            return Pages.diagnostics(page)
        }
        Self.expectHarmless(all(title), like: all("x"))
    }

    @Test("a name that a person gave is text wherever people are shown", arguments: Self.titles)
    func people(title: String) {
        func all(_ text: String) -> String {
            var (viewer, form, account, members) = (Samples.viewer, Samples.signIn, Samples.account, Samples.members)
            (viewer.name, viewer.address) = (text, text)
            viewer.workspaces[1].name = text
            form.title = text
            form.problem?.sentence = text
            form.hidden = ["next": text]
            form.fields[0].value = text
            form.fields[0].label = text
            account.sheets[0].fields[0].value = text
            account.sessions[0].browser = text
            (members.workspace, members.link) = (text, text)
            (members.members[0].name, members.members[0].address) = (text, text)
            members.invitations[0].address = text
            members.invitations[0].state = text
            return Pages.form(form, for: viewer) + Pages.account(account, for: viewer)
                + Pages.members(members, for: viewer)
        }
        Self.expectHarmless(all(title), like: all("x"))
    }

    private static let calmBoard: String = {
        var view = Samples.board
        view.verdict = Samples.verdict
        view.connections[0].problem = "x"
        view.rows[0].cells[0].reason = "x"
        return Pages.board(view)
    }()

    /// The hostile page has exactly the tags and the quotes of the harmless one, counted as a browser reads them:
    /// by scalar. (`hidden` may come and go, which changes neither count.)
    private static func expectHarmless(_ page: String, like calm: String) {
        for mark: Unicode.Scalar in ["<", ">", "\""] {
            #expect(page.unicodeScalars.count { $0 == mark } == calm.unicodeScalars.count { $0 == mark })
        }
        #expect(!page.unicodeScalars.contains("'"))
    }
}
