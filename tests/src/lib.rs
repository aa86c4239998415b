//! A whole small world (stations, gateway, county) and the journeys through it.
