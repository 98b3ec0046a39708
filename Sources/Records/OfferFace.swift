public import Commerce
public import Foundation

/// What an offer looks like and where it stands: what sales, writes and reads leave alone.
///
/// Copies of an offer share it until one of them changes it: a page of orders loads offers by the hundred and moves their
/// numbers, and copying a dozen texts of each with every step was a tenth of the time.
struct OfferFace: Sendable, Hashable {
    var listingRef: String
    var variationRef: String
    var callGroup: String
    var title: String
    var options: [String: String] = [:]
    var sku: String?
    var gtin: String?
    var status = "active"
    var image: String?
    var currency: Currency
    var mappingReason = ""
    var candidates: [UUID] = []
    var createdAt: Date
}

/// A value that copies share.
final class Shared<Value: Sendable & Hashable>: Sendable, Hashable {
    let value: Value

    init(_ value: Value) { self.value = value }

    static func == (one: Shared, other: Shared) -> Bool { one === other || one.value == other.value }

    func hash(into hasher: inout Hasher) { hasher.combine(self.value) }
}

extension OfferRecord {
    private mutating func change(_ body: (inout OfferFace) -> Void) {
        var face = self.face.value
        body(&face)
        self.face = Shared(face)
    }

    public var listingRef: String {
        get { self.face.value.listingRef }
        set { self.change { $0.listingRef = newValue } }
    }
    /// Empty where the listing is the offer.
    public var variationRef: String {
        get { self.face.value.variationRef }
        set { self.change { $0.variationRef = newValue } }
    }
    /// Offers of one group can share a call.
    public var callGroup: String {
        get { self.face.value.callGroup }
        set { self.change { $0.callGroup = newValue } }
    }
    public var title: String {
        get { self.face.value.title }
        set { self.change { $0.title = newValue } }
    }
    public var options: [String: String] {
        get { self.face.value.options }
        set { self.change { $0.options = newValue } }
    }
    public var sku: String? {
        get { self.face.value.sku }
        set { self.change { $0.sku = newValue } }
    }
    public var gtin: String? {
        get { self.face.value.gtin }
        set { self.change { $0.gtin = newValue } }
    }
    public var status: String {
        get { self.face.value.status }
        set { self.change { $0.status = newValue } }
    }
    public var image: String? {
        get { self.face.value.image }
        set { self.change { $0.image = newValue } }
    }
    public var currency: Currency {
        get { self.face.value.currency }
        set { self.change { $0.currency = newValue } }
    }
    public var mappingReason: String {
        get { self.face.value.mappingReason }
        set { self.change { $0.mappingReason = newValue } }
    }
    public var candidates: [UUID] {
        get { self.face.value.candidates }
        set { self.change { $0.candidates = newValue } }
    }
    public var createdAt: Date {
        get { self.face.value.createdAt }
        set { self.change { $0.createdAt = newValue } }
    }
}
