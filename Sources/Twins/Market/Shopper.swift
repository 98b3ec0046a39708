/// A made-up buyer.
///
/// Orders carry a full person as a real shop's do, so that tests can prove the hub keeps none of it. Mail addresses
/// are under `example.com` (RFC 2606), telephone numbers from the range kept for drama by Ofcom (07700 900000-900999).
struct Shopper: Sendable, Codable, Hashable {
    var firstName: String
    var lastName: String
    var street: String
    var city: String
    var postcode: String
    var country: String
    var email: String
    var phone: String

    init(dice: inout Dice) {
        let place = dice.pick(Self.places)
        self.firstName = dice.pick(Self.firstNames)
        self.lastName = dice.pick(Self.lastNames)
        self.street = "\(dice.whole(1...180)) \(dice.pick(Self.streets))"
        self.city = place.city
        self.postcode = place.postcode
        self.country = "GB"
        self.email = "\(self.firstName).\(self.lastName)\(dice.whole(1...999))@example.com".lowercased()
        self.phone = "07700 900\(dice.whole(100...999))"
    }

    static let firstNames = [
        "Amara", "Bjorn", "Chiara", "Dev", "Elif", "Finn", "Grace", "Hana", "Ivo", "Joanna", "Kofi",
    ]
    static let lastNames = [
        "Abbott", "Brandt", "Castell", "Dutta", "Eriksen", "Fonseca", "Grady", "Holub", "Ito", "Jansen",
    ]
    static let streets = ["Mill Lane", "Station Road", "Harbour Street", "Orchard Close", "Church Walk", "Quarry Hill"]
    static let places = [
        (city: "Leeds", postcode: "LS1 4DY"), (city: "Norwich", postcode: "NR2 1TF"),
        (city: "Cardiff", postcode: "CF10 1EP"),
        (city: "Dundee", postcode: "DD1 3JW"), (city: "Bristol", postcode: "BS1 5TR"),
    ]
}
