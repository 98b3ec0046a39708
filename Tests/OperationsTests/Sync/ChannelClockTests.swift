import Testing

@testable import Operations

@Suite("A shop's clock as its answers tell it")
struct ChannelClockTests {
    @Test("it was set when any answer of a reading differs by more than two seconds from the last reading")
    func set() {
        #expect(ChannelClock(ahead: 3).wasSet(by: [3, -60]))
        #expect(ChannelClock(ahead: 3).wasSet(by: [5.5]))
        #expect(!ChannelClock(ahead: 3).wasSet(by: [3.9, 1.1]))
    }

    @Test("how far it went back is told, and nothing where it went forward or stood")
    func back() {
        #expect(ChannelClock(ahead: 3).wentBack(by: [3, -60]) == 63)
        #expect(ChannelClock(ahead: 3).wentBack(by: [70]) == 0)
        #expect(ChannelClock(ahead: 3).wentBack(by: [1.5]) == 0)
        #expect(ChannelClock(ahead: nil).wentBack(by: [-60]) == 0)
    }

    @Test("the first reading, and answers that tell no time, set nothing")
    func unknown() {
        #expect(!ChannelClock(ahead: nil).wasSet(by: [90]))
        #expect(!ChannelClock(ahead: 3).wasSet(by: []))
    }
}
