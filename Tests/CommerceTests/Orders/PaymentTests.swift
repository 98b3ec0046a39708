import Testing

@testable import Commerce

@Suite("What of a payment may go back")
struct PaymentTests {
    static func eur(_ minor: Int64) -> Money { Money(minor: minor, currency: .eur) }

    @Test(
        "something, and never more than is left",
        arguments: [
            (1_000, 0, 1_000, true), (1_000, 0, 1_001, false), (1_000, 400, 600, true), (1_000, 400, 601, false),
            (1_000, 1_000, 1, false), (1_000, 0, 0, false), (1_000, 0, -1, false), (0, 0, 1, false),
            // More went back at the shop than was paid.
            (1_000, 1_200, 1, false), (.max, 0, .max, true), (.max, .max, 1, false), (0, .min, 1, false),
        ] as [(Int64, Int64, Int64, Bool)])
    func admits(paid: Int64, refunded: Int64, refund: Int64, isAdmitted: Bool) {
        let payment = Payment(paid: Self.eur(paid), refunded: Self.eur(refunded))
        #expect(payment.admits(Self.eur(refund)) == isAdmitted)
        #expect(payment.left.minor >= 0)
    }

    @Test("money of another currency is nothing of it")
    func otherCurrency() {
        let payment = Payment(paid: Self.eur(1_000), refunded: Self.eur(0))
        #expect(!payment.admits(Money(minor: 100, currency: .gbp)))
    }
}
