import Pages
import Testing

@Suite("The verdict")
struct VerdictTests {
    @Test("a run that kept every promise is all clear")
    func clear() {
        #expect(Samples.verdict.faults.isEmpty)
        #expect(Self.page(Samples.verdict).contains("data-tone=\"clear\""))
    }

    @Test(
        "a broken promise is named and red",
        arguments: [
            (1, 0, 0, "1 order doubled"), (0, 2, 0, "2 orders lost"), (0, 0, 1, "1 unit sold twice under guaranteed"),
        ])
    func broken(doubled: Int, lost: Int, oversold: Int, words: String) {
        var verdict = Samples.verdict
        verdict.doubled = doubled
        verdict.lost = lost
        verdict.oversoldGuaranteed = oversold
        #expect(verdict.faults == [words])
        #expect(Self.page(verdict).contains("data-tone=\"trouble\""))
    }

    @Test("a run that sold nothing is not all clear")
    func nothingSold() {
        var verdict = Samples.verdict
        verdict.placed = 0
        verdict.imported = 0
        #expect(verdict.faults == ["no order was placed, so nothing was shown"])
    }

    @Test("a double sale under shared is a fault only when nobody can explain it")
    func unexplained() {
        var verdict = Samples.verdict
        verdict.oversoldSharedExplained = 5
        #expect(verdict.faults == ["2 units sold twice under shared without an explanation"])
    }

    @Test(
        "orders still on their way are no fault while the crowd is buying, and one when it has stopped",
        arguments: [
            (true, [String]()), (false, ["1,280 of 1,284 orders imported", "the shops do not agree"]),
        ])
    func underway(isRunning: Bool, faults: [String]) {
        var verdict = Samples.verdict
        verdict.isRunning = isRunning
        verdict.imported = 1_280
        verdict.timeToAgreement = nil
        #expect(verdict.faults == faults)
    }

    private static func page(_ verdict: VerdictView) -> String {
        var view = Samples.board
        view.verdict = verdict
        return Pages.board(view)
    }
}
