import ConnectorKit
import Foundation
import Records
import Testing

@testable import Operations

@Suite("Which bookings are read next")
struct FinanceRoundTests {
    private static let day = 86_400.0
    private static let now = Date(timeIntervalSince1970: 1_767_225_600)
    private static let plan = FinancePlan(
        interval: .seconds(21_600), overlap: .seconds(3 * 86_400), longest: .seconds(90 * 86_400))
    private static let round = FinanceRound(Self.plan, first: Self.now)

    private static func ago(_ days: Double) -> Date { Self.now.addingTimeInterval(-days * Self.day) }

    /// What follows when a span was read to its end.
    private static func after(_ span: FinanceProgress.Span, deferred: Date? = nil) -> FinanceProgress {
        var span = span
        span.begun = Self.now
        return Self.round.progress(
            FinanceProgress(dueAt: Self.now), having: span, oldestDeferred: deferred, now: Self.now)
    }

    @Test("the first begins a month before the connection, later ones three days before what is known")
    func begins() {
        #expect(Self.round.next(after: nil, now: Self.now).from == Self.ago(30))
        let next = Self.round.next(after: Self.ago(0.25), now: Self.now)
        #expect(next == FinanceProgress.Span(stage: .posted, from: Self.ago(3.25)))
    }

    @Test("who was away for a year is brought up to date in spans that Amazon answers, each beyond the one before")
    func away() {
        var (cursor, spans): (Date?, [FinanceProgress.Span]) = (Self.ago(365), [])
        repeat {
            let span = Self.round.next(after: cursor, now: Self.now)
            spans.append(span)
            let after = Self.after(span)
            #expect(span.until == nil || (after.dueAt == Self.now && after.readAt == nil))
            cursor = after.cursor
        } while spans.last?.until != nil
        #expect(spans.count == 5 && cursor == Self.now)
        #expect(spans.allSatisfy { ($0.until ?? Self.now).timeIntervalSince($0.from) <= 90 * Self.day })
        #expect(zip(spans, spans.dropFirst()).allSatisfy { one, next in one.until.map { next.from < $0 } ?? false })
    }

    @Test("a page that names a next one leaves all else as it is")
    func pages() {
        var span = Self.round.next(after: Self.ago(1), now: Self.now)
        span.next = "page-2"
        let after = Self.after(span)
        #expect(after.span?.next == "page-2" && after.cursor == nil && after.dueAt == Self.now && after.readAt == nil)
    }

    @Test("what has been held back since before that is asked for by itself, once a reading")
    func released() {
        let span = Self.round.next(after: Self.ago(1), now: Self.now)
        let after = Self.after(span, deferred: Self.ago(10))
        #expect(after.span == FinanceProgress.Span(stage: .released, from: Self.ago(10)) && after.readAt == nil)
        let done = Self.after(FinanceProgress.Span(stage: .released, from: Self.ago(10)), deferred: Self.ago(10))
        #expect(done.span == nil && done.readAt == Self.now && done.dueAt == Self.now.addingTimeInterval(21_600))
        // What was read with the rest needs none.
        #expect(Self.after(span, deferred: Self.ago(2)).span == nil)
        // No more than Amazon answers.
        #expect(Self.after(span, deferred: Self.ago(300)).span?.from == Self.ago(90))
    }
}
