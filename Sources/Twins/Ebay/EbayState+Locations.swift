import Foundation

extension EbayState {
    func location(_ call: EbayCall) throws(EbayError) -> EbayLocation {
        let key = call.value("merchantLocationKey")
        guard let location = self.locations[key] else {
            throw .inventory(25805, "merchantLocationKey Not Found.", status: 404)
        }
        return location
    }

    func listLocations(_ call: EbayCall) throws(EbayError) -> EbayOutcome {
        let page = try call.page(of: self.locations.count, usual: 100, most: 100)
        let found = self.locations.keys.sorted()[page.range].compactMap { self.locations[$0] }
        let json = Self.page(
            "/sell/inventory/v1/location", page, total: self.locations.count, "locations", found.map(self.json))
        return EbayOutcome(json.with("size", nil).adding("offset", .integer(page.offset)))
    }

    private static let members: Set<String> = [
        "location", "locationAdditionalInformation", "locationInstructions", "locationTypes", "locationWebUrl", "name",
        "operatingHours", "phone", "specialHours", "timeZoneId", "fulfillmentCenterSpecifications",
    ]

    /// A warehouse needs postal code and country, or city, province and country (contract).
    mutating func createLocation(_ call: EbayCall) throws(EbayError) -> EbayOutcome {
        let key = call.value("merchantLocationKey")
        guard !key.isEmpty, key.count <= 36 else { throw .inventory(25800, "Invalid merchantLocationKey.") }
        guard self.locations[key] == nil else {
            throw .inventory(25803, "merchantLocationKey already exists.", status: 409)
        }
        let address = call.body["location"]?["address"]
        func has(_ name: String) -> Bool { address?[name]?.text?.isEmpty == false }
        guard has("country"), has("postalCode") || (has("city") && has("stateOrProvince")) else {
            throw .inventory(25801, "Missing field address.")
        }
        var body = call.body.keeping(Self.members)
        if body["locationTypes"] == nil { body = body.adding("locationTypes", ["WAREHOUSE"]) }
        self.locations[key] = EbayLocation(
            key: key, body: body, isEnabled: call.body["merchantLocationStatus"]?.text != "DISABLED")
        return .done
    }

    mutating func deleteLocation(_ call: EbayCall) throws(EbayError) -> EbayOutcome {
        self.locations[try self.location(call).key] = nil
        return .done
    }

    mutating func switchLocation(_ call: EbayCall) throws(EbayError) -> EbayOutcome {
        let key = try self.location(call).key
        self.locations[key]?.isEnabled = call.operation.id == "enableInventoryLocation"
        return EbayOutcome([:])
    }

    func json(_ location: EbayLocation) -> Json {
        let place = (location.body["location"] ?? [:]).with("locationId", .string("L-" + location.key))
        return location.body.with("location", place).adding("merchantLocationKey", .string(location.key))
            .adding("merchantLocationStatus", location.isEnabled ? "ENABLED" : "DISABLED")
    }
}
