import Foundation
import Testing

@testable import Simulator

@Suite("Virtual time")
struct LoopTests {
    @Test("two days pass at once, and sleepers wake in the order of their times")
    func order() throws {
        let start = Date(timeIntervalSince1970: 1_000_000)
        let loop = VirtualLoop(startingAt: start)
        let woken = try loop.run {
            await withTaskGroup(of: Int.self) { group in
                for number in [3, 1, 2] {
                    group.addTask {
                        await loop.sleep(Double(number) * 86_400)
                        return number
                    }
                }
                return await group.reduce(into: [Int]()) { $0.append($1) }
            }
        }
        #expect(woken == [1, 2, 3])
        #expect(loop.now == start.addingTimeInterval(3 * 86_400))
    }

    @Test("a bell wakes a sleeper before his time, and one rung too early is not lost")
    func bells() throws {
        let loop = VirtualLoop(startingAt: Date(timeIntervalSince1970: 0))
        let seconds = try loop.run {
            let bell = Bell()
            bell.ring(loop)
            await loop.sleep(until: Date(timeIntervalSince1970: 100), or: bell)
            let first = loop.now
            async let ringing: Void = {
                await loop.sleep(5)
                bell.ring(loop)
            }()
            await loop.sleep(until: Date(timeIntervalSince1970: 100), or: bell)
            await ringing
            return [first.timeIntervalSince1970, loop.now.timeIntervalSince1970]
        }
        #expect(seconds == [0, 5])
    }
}
