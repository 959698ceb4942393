/* demo_words_repairs.c: what tenants write to Repairs. */
#include "demo/demo_words.h"

const struct demo_case demo_urgent[] = {
    {"No heating since last night",
     "The heating went off last night and has not come back. The boiler shows F28 and clicks, but "
     "does not light. We are at {home}.",
     "I am sorry that you had a cold night. A gas engineer comes to {home} by {day}, and calls "
     "before setting off. I have asked for an electric heater to be with you today.",
     "Could you tell us whether the boiler shows a code, and what the pressure gauge says? Then "
     "the engineer brings the right part.",
     "It shows F28, and the gauge is at 0.6. The gas hob works.",
     "The engineer replaced the ignition lead and ran the boiler for an hour. Your heating and hot "
     "water are on again. Keep the heater until the weekend, in case.",
     "Engineer has the lead in the van. There is a small child at home, so please no later than "
     "promised."},
    {"Boiler pressure keeps dropping",
     "I top the boiler up every morning and by noon the pressure is at 0.4 again. I can see no "
     "puddle anywhere.",
     "Thank you, that is a clear description. A boiler that loses pressure so fast usually has a "
     "worn valve. An engineer will look at it by {day} and bring one.",
     "Would you look under the boiler and tell us whether the small copper pipe outside drips?",
     "Yes! It drips about once a second on to the wall outside.",
     "The relief valve was worn. It is replaced, and the pressure has held at 1.4 since. Please "
     "write again if it falls below 1.",
     "Second boiler of this model this month. Worth asking stores for four more valves."},
    {"Water through the kitchen ceiling",
     "Water is coming through the ceiling above the cooker. I have put a bucket under it and "
     "switched off the light.",
     "Switching off the light was right, thank you. A plumber is on the way to the flat above "
     "yours, and to you after that, by {day}.",
     "Is it still dripping, and is the flat above yours at home? We have rung them without "
     "success.",
     "It has slowed down. I heard them come in just now.",
     "The waste pipe of the bath above had come apart. It is joined again and the ceiling can dry. "
     "We come back in three weeks to paint it.",
     "Flat above: seal of the bath is old too. Booked with the same plumber."},
    {"Front door does not lock",
     "The key turns but the bolt no longer moves, so I cannot lock my front door at {home}. I do "
     "not like to go out.",
     "I understand that you do not want to leave it so. A locksmith comes by {day}. He shows his "
     "card, and you pay nothing.",
     "Is it the upper or the lower lock, and does the handle still hold the door shut?",
     "The lower one. It stays shut, but anybody could push it.",
     "The lock case is new and you have three keys. The old key can go in the bin.",
     "Locksmith has the case for these doors; no need to measure first."},
    {"Sparks from a socket",
     "When I plugged in the kettle there was a bang and sparks, and now none of the sockets in the "
     "kitchen work.",
     "Please leave the fuse off and do not use that socket. An electrician comes by {day}.",
     "Has the fuse board been changed since you moved in? A photograph of it would help the "
     "electrician.",
     "I think it is the old one. I have sent the picture to you.",
     "The socket was cracked behind the plate. It is replaced, and all the circuits were tested. "
     "The certificate is in the post.",
     "Fuse board is from 1994: put it on the list for the spring."},
    {"Toilet blocked, the only one",
     "Our toilet is blocked and rising when we flush. It is the only one in the flat and there are "
     "four of us.",
     "That cannot wait. A drain team comes to {home} by {day}, and they ring ten minutes before.",
     "Do the basin and the bath still empty as they should?",
     "The bath gurgles when we flush, so maybe not.",
     "The blockage was in the shared pipe. It is jetted clean, and the neighbours below are told.",
     "Third time for this stack in a year. Camera survey asked for."},
};

const struct demo_case demo_ordinary[] = {
    {"Kitchen tap drips all night",
     "The cold tap in the kitchen drips and nothing I do stops it. It is not urgent, but it keeps "
     "me awake.",
     "A plumber changes the tap on {day}. It takes half an hour, and somebody should be at home.",
     "Mornings or afternoons: which suits you better?", "Mornings please, before eleven.",
     "The tap is new and does not drip. Thank you for moving everything from under the sink.",
     "Has a dog. Ring first."},
    {"Window will not close",
     "The window in the living room does not shut any more. It stands open by a finger and the "
     "rain comes in.",
     "A joiner comes to measure on {day}. If he has the hinge, he fits it at once.",
     "Could you send a photograph of the hinge? They were made in three kinds.",
     "Here it is. I hope it is sharp enough.",
     "The hinge is replaced and the window closes with one finger. It may need a little oil in "
     "winter.",
     "Hinge is the 16 inch kind. Two in stores."},
    {"Extractor fan makes a loud noise",
     "The fan in the bathroom started to scream on Sunday. We have switched it off, and now the "
     "mirror never dries.",
     "Leaving it off is fine for a few days. An electrician fits a quieter one on {day}.",
     "Does it run on when you switch the light off?", "Yes, for about ten minutes.",
     "The new fan is in. It starts by itself when the air is damp.",
     "Same fan as in the rest of Birch House. Order six?"},
    {"Cupboard door came off",
     "One of the doors of the kitchen units came off in my hand. I have kept the screws.",
     "Good that you kept them. Our carpenter is in your building on {day} and puts it back.",
     "Is the wood torn where the hinge was, or is the hinge itself broken?",
     "The wood is torn out, about the size of a coin.",
     "The door hangs on a new plate, a little higher than before. It will hold.",
     "Plate and long screws needed."},
    {"Radiator cold at the top",
     "The big radiator in the bedroom is warm below and cold above. I tried to let the air out but "
     "the key does not fit.",
     "There is air in it. A heating engineer comes by {day} and lets it out, and looks at the "
     "others too.",
     "Are the other radiators warm all over?", "All but the one in the hall.",
     "Both radiators are bled and hot to the top. The pressure of the boiler was set again "
     "afterwards.",
     "Balance the whole flat while there."},
    {"Broken fence panel at the back",
     "One panel of the fence behind {home} came down in the wind. The post beside it leans.",
     "Thank you for telling us. Grounds will make it safe this week and set a new post by {day}.",
     "Which side of the garden is it, seen from your back door?",
     "The left one, towards the school.",
     "A new post is set in concrete and the panel is back. Please do not lean on it for two days.",
     "Check whether the school owns that side: deeds say half."},
    {"Shower runs only hot or only cold",
     "Our shower is either scalding or freezing, nothing between. I have to bathe the children in "
     "the kitchen.",
     "We change the mixer by {day}. Until then please turn the cold on first.",
     "Is it an electric shower, with a box on the wall, or a mixer with two taps?",
     "A mixer, with one big round tap.",
     "The cartridge of the mixer was worn. It is replaced and set to 41 degrees at most.",
     "Ask them to clear the shelf before we come."},
};

const struct demo_case demo_damp[] = {
    {"Mould in the children's room",
     "There are black spots again in the corner behind the children's bed. I cleaned them in "
     "spring and they are back.",
     "Mould where children sleep is not to be lived with. Our surveyor comes on {day} with a "
     "meter, and you have her report a week later.",
     "Could you send two photographs, one close and one of the whole wall?",
     "I have attached three. The wall feels wet in the mornings.",
     "The outer wall has been sealed, the plaster treated and a fan fitted. We come back in the "
     "new year to measure again.",
     "Two children, one with asthma. Treated as the more urgent kind."},
    {"Damp patch below the window",
     "Below the bedroom window the paper comes off, and the wall is damp to the touch. It grew "
     "since the last rain.",
     "The surveyor will look at it from inside and outside on {day}. She brings a ladder.",
     "Does it grow after rain, or all the time?", "After rain, about two days later.",
     "The sill outside was cracked and let the rain in. It is replaced, and the wall has dried to "
     "a normal value.",
     "Sills on this side are all of the same age. Suggested a look at the whole front."},
    {"Smell of damp in the hall cupboard",
     "Everything in the cupboard by the front door smells musty, and a coat has gone green.",
     "I am sorry about the coat. We look behind the cupboard on {day}. Please take out what you "
     "can.",
     "Is there a pipe in the cupboard, perhaps boxed in?",
     "There is a box at the back, and it is cold.",
     "A pipe sweated behind the box. It is wrapped now, and a vent is in the door. Write to us "
     "about the coat: we will pay for the cleaning.",
     "Insurance told about the coat."},
    {"Wet wall next to the chimney",
     "The wall beside the old chimney at {home} is wet from the ceiling to the light switch.",
     "Please do not use that switch. A roofer looks at the chimney by {day}, and the surveyor at "
     "the wall after that.",
     "Has the fireplace been closed, and is there a grille in it?",
     "It was boarded up before we came. I see no grille.",
     "The lead around the chimney is renewed and a grille lets the air through. The wall needs six "
     "weeks to dry; then we paint.",
     "Scaffold shared with number 8."},
};

const struct demo_case demo_shared[] = {
    {"Lift stuck on the second floor",
     "The lift stands on the second floor with its doors open and does not move. My mother cannot "
     "manage the stairs.",
     "The lift firm is on its way and promises it by {day}. If your mother has to go out before, "
     "ring us and two of us come to help her.",
     "Is there a light in the lift, and does it show a number?",
     "The light is on, and it shows E4.",
     "The lift runs again. A door sensor had failed. The firm has left a spare one in the "
     "building.",
     "Firm has 4 hours by contract. Note the time they came."},
    {"Light on the stairs is out",
     "The light between the first and the second floor has been out since the weekend, and it is "
     "pitch dark.",
     "Thank you. An electrician changes it by {day}, and checks the other floors.",
     "Which of the two staircases is it?", "The one next to the bicycle store.",
     "All the lamps on that staircase are new. They last about ten years.",
     "Whole staircase, not just one lamp."},
    {"Lost front-door fob",
     "I lost the fob of the front door, probably on the bus. May I have a new one?",
     "I have switched the lost one off. A new one lies ready for you at the desk from {day}. "
     "Please bring something with your name on it.",
     "Was there anything on the ring that shows where you live?",
     "No, only the fob and a bottle opener.",
     "The new fob was collected and opens the front door and the bin store.",
     "Fob 0417 switched off."},
    {"Noise from the bin store at night",
     "Somebody throws bottles into the bins at two in the morning. Our bedroom is right above.",
     "That must be tiring. We put a time lock on the store by {day}, and write to everybody in the "
     "house.",
     "On which nights was it? The camera keeps only two weeks.",
     "Friday and Saturday, between one and three.",
     "The store now closes at ten in the evening. Thank you for the list of nights: it settled the "
     "matter.",
     "Camera shows the takeaway, not a tenant. Letter sent to them too."},
    {"Rubbish left beside the bins",
     "There is a mattress and a fridge beside the bins, and now everybody adds to it.",
     "It is taken away on {day}. If you know whose it is, tell us; if not, that is all right.",
     "Can the lorry get to it, or is a car in the way?", "A white van stands there most mornings.",
     "Everything has been taken away and the ground swept.", "Charge to the estate account."},
    {"Graffiti on the side wall", "Somebody painted rude words on the wall facing the playground.",
     "I am sorry that the children see that. It is cleaned off by {day}.",
     "Is it on the brick or on the painted part?", "On the brick, about two metres wide.",
     "The wall is clean, and has a coat that makes the next one easier.",
     "Photographs kept for the police."},
};
