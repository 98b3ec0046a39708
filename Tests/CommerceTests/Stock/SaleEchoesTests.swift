import Commerce
import Foundation
import Testing

@Suite("Sales that call the next")
struct SaleEchoesTests {
    private let start = Date(timeIntervalSince1970: 1_700_000_000)

    /// What is learnt of one SKU's sales at these seconds.
    private func learnt(_ times: [Double]) -> SaleEchoes {
        var (echoes, rate) = (SaleEchoes(), SaleRate(at: self.start))
        for time in times {
            let now = self.start.addingTimeInterval(time)
            echoes.sold(1, at: now, after: rate, within: 10)
            rate.sold(1, at: now)
        }
        return echoes
    }

    @Test("are none where they lie days apart, not even the first after it was made")
    func calm() {
        let echoes = self.learnt([0, 86_400, 200_000, 500_000])
        #expect(echoes == SaleEchoes(sales: 4, echoes: 0))
        #expect(echoes.perSale(isUnproven: false) == 0)
    }

    @Test("are counted where one comes at once after another of calm goods")
    func pairs() {
        let echoes = self.learnt([0, 3, 86_400, 86_409, 200_000, 200_011])
        #expect(echoes == SaleEchoes(sales: 6, echoes: 2))
    }

    @Test("are not what sells fast anyway: its own rate says that already")
    func rush() {
        let echoes = self.learnt((0..<600).map { Double($0) * 2 })
        #expect(echoes.sales < 10)
    }

    @Test("are reckoned with before any was seen, and less with every sale that called none")
    func unproven() {
        #expect(SaleEchoes().perSale(isUnproven: true) == 0.5)
        #expect(SaleEchoes().perSale(isUnproven: false) == 0)
        let shares = [3.0, 30, 300, 3_000].map { SaleEchoes(sales: $0).perSale(isUnproven: true) }
        #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 > $1 })
        #expect(shares.last ?? 1 < 0.000_2)
    }

    @Test("are never more than certain, and what is long past counts less")
    func bounds() {
        #expect(SaleEchoes(sales: 2, echoes: 30).perSale(isUnproven: true) == 1)
        var echoes = SaleEchoes(sales: 100_000, echoes: 50_000)
        echoes.sold(1, at: self.start, after: SaleRate(at: self.start.addingTimeInterval(-86_400)), within: 10)
        #expect(echoes == SaleEchoes(sales: 50_001, echoes: 25_000))
    }

    @Test(
        "let all be shown everywhere only where so many in a row are less likely than the tolerance",
        arguments: [(1, SellingPolicy.guaranteed), (4, .guaranteed), (5, .guaranteed), (6, .shared)])
    func mode(available: Int, expected: SellingPolicy) {
        let risk = OversellRisk(available: available, rate: 0, lag: 10, echo: 0.1)
        #expect(risk.mode(now: .shared, tolerance: 0.000_009) == expected)
    }
}
