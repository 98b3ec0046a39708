import Foundation
import Pages
import Testing

@Suite("The board")
struct BoardPageTests {
    @Test("an agreed cell says one number and is quiet")
    func agreed() {
        let page = Self.board(with: Samples.cell(.agreed))
        #expect(page.contains("Kiel workshop: shows 5, agreed."))
        #expect(page.contains("data-text=\"wanted\" hidden"))
    }

    @Test("a cell that differs shows what is seen, and an arrow to what is wanted")
    func differing() {
        let page = Self.board(with: Samples.cell(.pending, observed: 7))
        #expect(page.contains("<b data-text=\"shown\">7</b> <i data-text=\"wanted\">5</i>"))
        #expect(page.contains("Kiel workshop: shows 7, wanted 5, waiting."))
    }

    @Test("a parked cell gives its reason to those who see and to those who listen")
    func parked() {
        var cell = Samples.cell(.parked, observed: 9)
        cell.reason = "Decide who counts it."
        let page = Self.board(with: cell)
        #expect(page.contains("data-tone=\"parked\""))
        #expect(page.contains("shows 9, wanted 5, parked. Decide who counts it.</span>"))
        #expect(page.contains("data-text=\"reason\">Decide who counts it.</span>"))
    }

    @Test("a shop without a listing of the SKU shows a dash and no price")
    func unlinked() {
        let page = Self.board(with: Samples.cell(.unlinked))
        #expect(page.contains("<b data-text=\"shown\">\u{2013}</b>"))
        #expect(page.contains("Kiel workshop: not linked."))
    }

    @Test(
        "a price is said in a cell only when it is not the row's",
        arguments: [
            ("24.50 EUR", false), ("19.00 EUR", true),
        ])
    func price(observed: String, isSaid: Bool) {
        var cell = Samples.cell(.pending)
        cell.priceObserved = observed
        #expect(Self.board(with: cell).contains("data-text=\"price\">\(observed)</span> <span") == isSaid)
    }

    @Test(
        "nothing to show comes with the exact command that helps",
        arguments: [
            (EmptyState.noWorkspace, "entrepot workspace create"), (.noConnections, "entrepot connection add"),
            (.noListings, "entrepot import FILE"),
        ])
    func empty(state: EmptyState, command: String) {
        var view = Samples.board
        view.rows = []
        view.empty = state
        let page = Pages.board(view)
        #expect(page.contains("<code>\(command)"))
        #expect(!page.contains("<table"))
    }

    @Test("a search without a match offers the way back")
    func noMatch() {
        var view = Samples.board
        view.rows = []
        view.list = BoardList(search: "ring")
        #expect(Pages.board(view).contains("No SKU or title holds \u{201C}ring\u{201D}."))
    }

    @Test("only differing, and nothing differs: everything agrees")
    func nothingDiffers() {
        var view = Samples.board
        view.rows = []
        view.list = BoardList(onlyDiffering: true)
        #expect(Pages.board(view).contains("Everything agrees"))
    }

    @Test("links to other pages of the list keep the search and the filter")
    func links() {
        var view = Samples.board
        view.list = BoardList(search: "mug & co", onlyDiffering: true, after: "A", total: 90, next: "Z/1")
        let page = Pages.board(view)
        #expect(page.contains("href=\"/?q=mug%20%26%20co&amp;differing=1&amp;after=Z%2F1\""))
        #expect(page.contains("data-stream-url=\"/live?q=mug%20%26%20co&amp;differing=1&amp;after=A\""))
    }

    private static func board(with cell: CellView) -> String {
        var view = Samples.board
        view.connections = [view.connections[0]]
        view.rows = [Samples.row("MUG-1", cells: [cell])]
        return Pages.board(view)
    }
}
