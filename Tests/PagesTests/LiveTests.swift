import Foundation
import Testing

@testable import Pages

@Suite("Live updates")
struct LiveTests {
    @Test("time passing is no change")
    func ages() {
        var later = Samples.board
        later.now += 60
        #expect(BoardPatch(from: Samples.board, to: later).isEmpty)
    }

    @Test("one changed cell is one part, and it comes whole")
    func oneCell() {
        var after = Samples.board
        after.rows[0].cells[1].observed = 5
        after.rows[0].cells[1].state = .agreed
        let patch = BoardPatch(from: Samples.board, to: after)
        #expect(patch.parts.map(\.key) == ["cell/MUG-1/outlet"])
        #expect(patch.parts.first?.tone == "agreed")
        #expect(patch.parts.first?.texts["shown"] == "5")
        #expect(patch.parts.first?.texts["wanted"] == nil)
        #expect(!patch.stale)
    }

    @Test("a row that comes or goes makes the list stale")
    func rows() {
        var after = Samples.board
        after.rows.removeLast()
        #expect(BoardPatch(from: Samples.board, to: after).stale)
    }

    @Test("the first message repeats exactly what the page was drawn from")
    func all() {
        let page = Pages.board(Samples.board)
        let keys = BoardPatch(all: Samples.board).parts.map(\.key)
        #expect(keys.allSatisfy { page.contains("data-key=\"\($0)\"") })
        #expect(Set(keys).count == keys.count)
    }

    @Test("a board message is one server-sent event on one data line")
    func boardFrame() throws {
        var after = Samples.board
        after.rows[0].cells[1].reason = "two\nlines"
        let frame = try LiveMessage.board(BoardPatch(from: Samples.board, to: after)).serverSentEvent()
        #expect(frame.hasPrefix("event: board\ndata: {\"now\":1795329177,\"parts\":[{\"key\":\"cell/MUG-1/outlet\""))
        #expect(frame.split(separator: "\n", omittingEmptySubsequences: false).count == 4)
    }

    @Test("an event message carries its id, so that the page can ask for what came after")
    func eventFrame() throws {
        let frame = try LiveMessage.event(Samples.event).serverSentEvent()
        #expect(frame.hasPrefix("event: event\nid: 0192-7\ndata: {\"href\":\"/sku/MUG-2\",\"id\":\"0192-7\""))
        #expect(frame.hasSuffix("}\n\n"))
    }

    @Test("a word that a template marks as changeable is one the part knows, or a text that may be absent")
    func slots() {
        let page = Pages.board(Samples.board)
        let known = Set(Samples.board.parts.flatMap { Array($0.texts.keys) })
        let slots = Set(page.matches(of: /data-text="([a-zA-Z]+)"/).map { String($0.output.1) })
        let eventSlots: Set = ["kind", "text", "sku", "connection", "trace"]
        #expect(slots.subtracting(eventSlots).subtracting(known).isEmpty)
    }
}
