import Foundation
import Pages

extension Samples {
    static let locations = LocationsPage(
        workspace: "Nordlys Studio", now: Self.now,
        rows: [
            .init(id: "l1", name: "Workshop", skus: 41, units: 1_204),
            .init(id: "l2", name: "Attic", skus: 3, units: -2),
            .init(
                id: "c1", name: "Fulfilment by Amazon (river)", countedBy: "river", skus: 12, units: 310,
                read: Self.ago(600)),
        ])

    static let noLocations = LocationsPage(workspace: "Nordlys Studio", now: Self.now, rows: [])

    static let location = LocationPage(
        workspace: "Nordlys Studio", now: Self.now, id: "l1", name: "Workshop", sentence: "Counted by you.",
        columns: ["On hand", "Buffer"],
        rows: [
            .init(sku: "MUG-2", isLinked: true, title: "Strand mug", counts: [4, 1]),
            .init(sku: "RING/7", isLinked: true, title: "Ring, size 7", counts: [-1, 0]),
        ], next: "RING/7")

    static let keptLocation = LocationPage(
        workspace: "Nordlys Studio", now: Self.now, id: "c1", name: "Fulfilment by Amazon (river)",
        sentence: "Kept and counted by the channel of river.",
        columns: ["To sell", "Reserved", "On the way", "Not sellable"],
        rows: [
            .init(sku: "MUG-2", isLinked: true, title: "Strand mug", counts: [12, 3, 5, 0]),
            .init(sku: "GIFT", isLinked: false, title: "Gift wrap", counts: [0, 0, 0, 2]),
        ])

    static let bareLocation = LocationPage(
        workspace: "Nordlys Studio", now: Self.now, id: "l3", name: "Garage", sentence: "Counted by you.",
        columns: ["On hand", "Buffer"], rows: [])
}
